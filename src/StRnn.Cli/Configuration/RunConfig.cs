using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using StRnn.Training;

namespace StRnn.Cli.Configuration;

/// <summary>Everything needed to repeat a run: the content of <c>config.json</c>.</summary>
internal sealed record RunConfig
{
    private static readonly JsonSerializerOptions JsonOptions = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        IgnoreReadOnlyProperties = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>The program's version that began the run.</summary>
    public string Program { get; init; } = ProgramVersion.Text;

    public required string Preset { get; init; }

    public required DataConfig Data { get; init; }

    public required ModelConfig Model { get; init; }

    public required MethodConfig Method { get; init; }

    public required TrainingConfig Training { get; init; }

    /// <summary>Null until a backend is opened.</summary>
    public BackendConfig? Backend { get; init; }

    /// <summary>Reads a run's configuration.</summary>
    /// <param name="run">The run's folder.</param>
    /// <exception cref="ConfigException">It is missing or damaged.</exception>
    public static RunConfig Read(RunDirectory run)
    {
        if (!File.Exists(run.ConfigPath))
        {
            throw new ConfigException($"'{run.Path}' holds no run: there is no '{run.ConfigPath}'. Name the --out of a 'train lm'.");
        }

        try
        {
            var config = JsonSerializer.Deserialize<RunConfig>(File.ReadAllText(run.ConfigPath), JsonOptions)
                ?? throw new JsonException("it is empty.");
            config.Check();
            return config;
        }
        catch (Exception exception) when (exception is JsonException or FormatException or ArgumentException or InvalidOperationException)
        {
            throw new ConfigException(
                $"'{run.ConfigPath}' is damaged: {exception.Message} Restore it, or begin a new run in another --out.", exception);
        }
    }

    public void Write(RunDirectory run) => RunDirectory.WriteText(run.ConfigPath, ToJson().ToJsonString(JsonOptions) + "\n");

    public JsonObject ToJson() => (JsonObject)JsonSerializer.SerializeToNode(this, JsonOptions)!;

    /// <summary>Builds what the words stand for, which fails where they stand for nothing.</summary>
    private void Check()
    {
        Method.ToMethod();
        Training.ToSchedule();
        ArgumentOutOfRangeException.ThrowIfLessThan(Data.VocabularySize, 1);
        Model.ToModel(Data.VocabularySize);
    }
}
