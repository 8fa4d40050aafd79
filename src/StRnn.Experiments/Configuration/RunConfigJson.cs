using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace StRnn.Experiments.Configuration;

/// <summary>The format of <c>config.json</c>, without reflection.</summary>
[JsonSerializable(typeof(RunConfig))]
[JsonSerializable(typeof(ModelConfigConverter.Fields))]
internal sealed partial class RunConfigJson : JsonSerializerContext
{
    /// <summary>Gets the format.</summary>
    public static RunConfigJson Format { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        IgnoreReadOnlyProperties = true,
        RespectNullableAnnotations = true,
    });
}
