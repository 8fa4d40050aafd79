using System.Text.Json.Serialization;

namespace StRnn.Training.Checkpoints;

/// <summary>The format of the progress in a checkpoint, without reflection: its names are in every old file.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TrainingProgress))]
[JsonSerializable(typeof(long[]))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
