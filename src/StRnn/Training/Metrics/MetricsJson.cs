using System.Text.Json.Serialization;

namespace StRnn.Training.Metrics;

/// <summary>
/// The format of lines of <c>metrics.jsonl</c>, without reflection: snake_case names, nulls omitted. Each kind of event
/// has a line here.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EpochMetrics))]
[JsonSerializable(typeof(EvaluationMetrics))]
[JsonSerializable(typeof(MetricsEntry))]
[JsonSerializable(typeof(RunSummary))]
[JsonSerializable(typeof(StepMetrics))]
[JsonSerializable(typeof(TopologyMetrics))]
internal sealed partial class MetricsJson : JsonSerializerContext;
