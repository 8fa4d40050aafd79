using System.Text.Json.Serialization;

namespace StRnn.Experiments.Methods;

/// <summary>The format of the values of <see cref="MethodOption{T}"/>, without reflection.</summary>
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(bool))]
internal sealed partial class MethodValueJson : JsonSerializerContext;
