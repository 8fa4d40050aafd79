using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using StRnn.Experiments.Methods;
using StRnn.Training;

namespace StRnn.Experiments.Configuration;

/// <summary>Holds everything needed to repeat a run: the content of its <c>config.json</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "task")]
[JsonDerivedType(typeof(LanguageModelConfig), LanguageModelConfig.Task)]
[JsonDerivedType(typeof(ClassifierConfig), ClassifierConfig.Task)]
public abstract record RunConfig
{
    private protected RunConfig()
    {
    }

    /// <summary>Gets the program's name and version that began the run.</summary>
    public string Program { get; init; } = ProgramVersion.Text;

    /// <summary>Gets the name of the preset that the configuration started from.</summary>
    public required string Preset { get; init; }

    /// <summary>Gets the method of sparse training.</summary>
    public required MethodConfig Method { get; init; }

    /// <summary>Gets the training recipe.</summary>
    public required TrainingConfig Training { get; init; }

    /// <summary>Gets the backend on which the run was begun; null until it is.</summary>
    public BackendConfig? Backend { get; init; }

    /// <summary>
    /// Gets the folder of the run that this one goes on from: its vocabulary, classes and best weights, with new
    /// optimiser state; null for random weights. The model has the shape of that run's.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StartFrom { get; init; }

    /// <summary>
    /// Gets the parameterization by width and density; null for the standard one, whose ranges and rate are the same
    /// for all widths and densities.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ParameterizationConfig? Parameterization { get; init; }

    /// <summary>Gets the data, of whatever task.</summary>
    public abstract DataConfig DataSource { get; }

    /// <summary>Gets the task's name in <c>config.json</c>.</summary>
    public abstract string TaskName { get; }

    /// <summary>Gets the model's shape in a few words.</summary>
    public abstract string ModelSummary { get; }

    /// <summary>Gets H, the hidden width.</summary>
    internal abstract int HiddenWidth { get; }

    /// <summary>
    /// Gets a value indicating whether the model becomes sparse update by update, as by gmp and granet.
    /// </summary>
    internal bool BecomesSparse => Method.ToMethod() is { Topology.Final: not null };

    /// <summary>Returns the same with another hidden width.</summary>
    /// <param name="hidden">H.</param>
    public abstract RunConfig WithHidden(int hidden);

    /// <summary>Reads a run's configuration, of whatever task.</summary>
    /// <exception cref="RunException">It is missing or damaged.</exception>
    internal static RunConfig Read(RunDirectory run)
    {
        if (!File.Exists(run.ConfigPath))
        {
            throw new RunException(RunProblem.NoRun, $"'{run.Path}' holds no run: there is no '{run.ConfigPath}'.");
        }

        try
        {
            var config = RunConfigText.Read(File.ReadAllText(run.ConfigPath))
                ?? throw new JsonException("it is empty.");

            // A run that was begun before an option existed has its default.
            config = config with { Method = config.Method.Completed() };
            config.Check();
            return config;
        }
        catch (Exception exception) when (
            exception is JsonException or FormatException or ArgumentException or InvalidOperationException
                or NotSupportedException)
        {
            throw new RunException(
                RunProblem.DamagedConfig, $"'{run.ConfigPath}' is damaged: {exception.Message}", exception);
        }
    }

    /// <summary>Reads the configuration of a run where only one task makes sense.</summary>
    /// <exception cref="RunException">It is missing, damaged or of another task.</exception>
    internal static TConfig Read<TConfig>(RunDirectory run)
        where TConfig : RunConfig
        => Read(run) is var config && config is TConfig wanted
            ? wanted
            : throw new RunException(
                RunProblem.OtherTask, $"'{run.Path}' holds a run of another task, '{config.TaskName}'.");

    internal void Write(RunDirectory run)
        => RunDirectory.WriteText(run.ConfigPath, ToJson().ToJsonString(RunConfigJson.Format.Options) + "\n");

    internal JsonObject ToJson() => (JsonObject)JsonSerializer.SerializeToNode(this, RunConfigJson.Format.RunConfig)!;

    /// <summary>
    /// Determines whether another configuration asks for the same, apart from what only data and backend tell: whether
    /// a run is the one that a table wants. <see cref="ConfigDifference"/> answers another question, whether a run may
    /// be continued: it compares data and backend too, and leaves out what only logs and saves.
    /// </summary>
    internal virtual bool IsSameExperiment(RunConfig wanted)
        => Preset == wanted.Preset
            && Training == wanted.Training
            && Parameterization == wanted.Parameterization
            && StartFrom == wanted.StartFrom
            && DataSource.Name == wanted.DataSource.Name
            && Method with { IsSized = null } == wanted.Method.Completed() with { IsSized = null };

    /// <summary>Returns the same, with what was known of the data forgotten: they may have changed.</summary>
    internal abstract RunConfig WithNewData();

    /// <summary>Requires every word to stand for something, and every number to be in its range.</summary>
    /// <exception cref="RunException">One does not; the message says which.</exception>
    internal void RequireSense()
    {
        try
        {
            Check();
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or NotSupportedException)
        {
            throw new RunException(
                RunProblem.Contradiction,
                $"The configuration makes no sense: {exception.Message.ReplaceLineEndings(" ")}",
                exception);
        }
    }

    /// <summary>Returns the same with so many units left in each of the model's structures.</summary>
    internal abstract RunConfig WithUnits(IReadOnlyList<int> units);

    /// <summary>Builds what the words stand for, which fails where they stand for nothing.</summary>
    private void Check()
    {
        Method.ToMethod();
        Training.Check();
        ArgumentOutOfRangeException.ThrowIfLessThan(DataSource.VocabularySize, 1);
        var parameters = ModelDeclaration.Of(this).Parameters;
        Parameterization?.Apply(parameters, this);
        (this as ClassifierConfig)?.Data.ToSequence(Training.Bptt);
    }
}

/// <summary>The program's name and version.</summary>
internal static class ProgramVersion
{
    public static string Text { get; } = "strnn " + (typeof(ProgramVersion).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown");
}
