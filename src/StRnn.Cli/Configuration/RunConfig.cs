using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using StRnn.Autograd;
using StRnn.Layers;
using StRnn.Training;

namespace StRnn.Cli.Configuration;

/// <summary>Everything needed to repeat a run: the content of <c>config.json</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "task")]
[JsonDerivedType(typeof(LanguageModelConfig), LanguageModelConfig.Task)]
[JsonDerivedType(typeof(ClassifierConfig), ClassifierConfig.Task)]
internal abstract record RunConfig
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

    public required MethodConfig Method { get; init; }

    public required TrainingConfig Training { get; init; }

    /// <summary>Null until a backend is opened.</summary>
    public BackendConfig? Backend { get; init; }

    /// <summary>The data, of whatever task.</summary>
    public abstract DataConfig DataSource { get; }

    /// <summary>What <c>strnn train</c> calls the task.</summary>
    public abstract string TaskName { get; }

    /// <summary>The model's shape in a few words.</summary>
    public abstract string ModelSummary { get; }

    /// <summary>Reads a run's configuration, of whatever task.</summary>
    /// <param name="run">The run's folder.</param>
    /// <exception cref="ConfigException">It is missing or damaged.</exception>
    public static RunConfig Read(RunDirectory run)
    {
        if (!File.Exists(run.ConfigPath))
        {
            throw new ConfigException($"'{run.Path}' holds no run: there is no '{run.ConfigPath}'. Name the --out of a 'train'.");
        }

        try
        {
            var config = JsonSerializer.Deserialize<RunConfig>(File.ReadAllText(run.ConfigPath), JsonOptions)
                ?? throw new JsonException("it is empty.");

            // A run that was begun before an option existed has its default.
            config = config with { Method = config.Method.Completed() };
            config.Check();
            return config;
        }
        catch (Exception exception) when (exception is JsonException or FormatException or ArgumentException or InvalidOperationException
            or NotSupportedException)
        {
            throw new ConfigException(
                $"'{run.ConfigPath}' is damaged: {exception.Message} Restore it, or begin a new run in another --out.", exception);
        }
    }

    /// <summary>The same where only one task makes sense.</summary>
    /// <typeparam name="TConfig">The task's configuration.</typeparam>
    /// <param name="run">The run's folder.</param>
    /// <exception cref="ConfigException">It is missing, damaged or of another task.</exception>
    public static TConfig Read<TConfig>(RunDirectory run)
        where TConfig : RunConfig
        => Read(run) is var config && config is TConfig wanted
            ? wanted
            : throw new ConfigException(
                $"'{run.Path}' holds a run of 'strnn train {config.TaskName}', which this command has no use for: name another folder.");

    public void Write(RunDirectory run) => RunDirectory.WriteText(run.ConfigPath, ToJson().ToJsonString(JsonOptions) + "\n");

    public JsonObject ToJson() => (JsonObject)JsonSerializer.SerializeToNode(this, JsonOptions)!;

    /// <summary>The same with another hidden width.</summary>
    public abstract RunConfig WithHidden(int hidden);

    /// <summary>Whether another configuration asks for the same, apart from what only data and backend tell.</summary>
    public virtual bool IsSameExperiment(RunConfig wanted)
        => Preset == wanted.Preset
            && Training == wanted.Training
            && DataSource.Name == wanted.DataSource.Name
            && Method with { IsSized = null } == wanted.Method.Completed() with { IsSized = null };

    /// <summary>The same with so many units left in each of the model's structures.</summary>
    public abstract RunConfig WithUnits(IReadOnlyList<int> units);

    /// <summary>Copies what a trained model's numbers mean from one run to another.</summary>
    public abstract void CopyVocabulary(RunDirectory from, RunDirectory to);

    /// <summary>Declares the model, and which rows and columns belong to its hidden units.</summary>
    public abstract (IReadOnlyList<Parameter> Parameters, IReadOnlyList<UnitStructure> Units) DeclareUnits();

    /// <summary>Declares the model; its parameters have no weights yet.</summary>
    public IReadOnlyList<Parameter> DeclareParameters() => DeclareUnits().Parameters;

    /// <summary>Bytes of activations that forward and backward pass of a training step will hold on the CPU backend; of a classifier at most.</summary>
    /// <param name="keepsFactors">Whether the step keeps the factors of its weight gradients, as one with a dense gradient does.</param>
    public abstract long PlanActivations(bool keepsFactors);

    /// <summary>Builds what the words stand for, which fails where they stand for nothing.</summary>
    protected virtual void Check()
    {
        Method.ToMethod();
        Training.Check();
        ArgumentOutOfRangeException.ThrowIfLessThan(DataSource.VocabularySize, 1);
        DeclareParameters();
    }
}
