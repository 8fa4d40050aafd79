using System.CommandLine;
using StRnn.Accounting;
using StRnn.Cli.Display;
using StRnn.Cli.Hosting;
using StRnn.Cli.Options;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Methods;
using StRnn.Experiments.Presets;
using StRnn.Experiments.Runs;
using StRnn.Text.Classification;

namespace StRnn.Cli.Commands;

/// <summary><c>strnn inspect</c>.</summary>
internal sealed class InspectCommand : CliCommand
{
    private const string NoData = "none";

    private static readonly string[] AllPresets = [.. LanguageModelPresets.Names, .. ClassifierPresets.Names];

    private readonly Argument<string?> _run = OptionFactory.Positional(
        "DIR", "A run's folder; or give --preset.", isRequired: false);

    private readonly Option<string?> _preset = CommonOptions.Preset("A published model instead of a run.", AllPresets);
    private readonly SparseMethodOptions _method = new(
        "st with --sparsity or --epsilon, else dense", "uniform, er for a classifier", "the preset's");

    private readonly ParameterizationOptions _parameterization = new();
    private readonly Option<int?> _vocabulary = CommonOptions.Vocabulary();
    private readonly Option<int?> _hidden = CommonOptions.Hidden();
    private readonly Option<int?> _layers = CommonOptions.Layers("L instead of the preset's.");
    private readonly CellOptions _cell = new(ModelConfig.Cells);
    private readonly ConnectionOptions _connections = new();
    private readonly Option<bool> _json = CommonOptions.Json();

    public InspectCommand(CliConsole console)
        : base("inspect", "Count a model's weights, FLOPs and bytes, tensor by tensor, without building it.", console)
        => Declare([_run, .. ModelOptions, _json]);

    public override string NotesTitle => "Counting";

    public override IReadOnlyList<string> Notes =>
    [
        "2 FLOPs per multiply-add of the matrix products. The paper's convention (reconstructed from its printed",
        "figures) counts the embedding's weight gradient as a full matrix, the executed count only the entries of the",
        "looked-up rows. Of a method that begins dense (gmp, snip) the sparse end is counted. Activations are those of",
        "a step on the cpu backend.",
    ];

    public override IReadOnlyList<string> Examples =>
    [
        "strnn inspect runs/st",
        "strnn inspect --preset ptb-lstm-large --sparsity 0.67",
        "strnn inspect --preset ptb-lstm-large --sparsity 0.8 --method snfs --json",
    ];

    private Option[] ModelOptions =>
    [
        _preset, .. _method.All, .. _parameterization.All, _vocabulary, _hidden, _layers, .. _cell.All,
        .. _connections.All,
    ];

    protected override int Run(ParseResult parsed)
    {
        var inspection = parsed.GetValue(_run) is { } folder ? OfRun(parsed, folder) : OfPreset(parsed);
        if (parsed.GetValue(_json))
        {
            JsonOutput.Write(Console, InspectionTable.ToJson(inspection));
        }
        else
        {
            InspectionTable.Write(Console, inspection);
        }

        return ExitCode.Done;
    }

    private Inspection OfRun(ParseResult parsed, string folder)
    {
        var given = OptionFactory.Given(parsed, ModelOptions);
        if (given.Count > 0)
        {
            throw new UsageException(
                $"A run's folder describes its model: leave out {string.Join(", ", given)}, or leave out DIR.");
        }

        return Experiments.Runs.Run.Open(folder).Inspect();
    }

    private Inspection OfPreset(ParseResult parsed)
    {
        if (parsed.GetValue(_preset) is not { } name)
        {
            throw new UsageException($"Name a run's folder, or --preset with one of {string.Join(", ", AllPresets)}.");
        }

        return ClassifierPresets.Names.Contains(name)
            ? OfClassifier(parsed, ClassifierPresets.Get(name))
            : OfLanguageModel(parsed, LanguageModelPresets.Get(name));
    }

    private Inspection OfLanguageModel(ParseResult parsed, LanguageModelPreset preset)
    {
        var model = _cell.Apply(parsed, preset.Model.WithHidden(parsed.GetValue(_hidden) ?? preset.Model.Hidden));
        if (parsed.GetValue(_layers) is { } layers)
        {
            model = model is StackedConfig stack
                ? stack with { Layers = layers }
                : throw new UsageException(
                    $"--layers cannot be used with --preset {preset.Name}, whose network has one layer: leave it out.");
        }

        var method = _method.Apply(parsed, MethodConfig.OfDense, Console, preset.PruneRate, model is RhnConfig);
        var config = preset.ToConfig(NoData);
        int vocabulary = parsed.GetValue(_vocabulary) ?? CommonOptions.DefaultVocabulary;
        return Inspection.Plan(config with
        {
            Data = config.Data with { VocabularySize = vocabulary },
            Model = model with { Connections = ConnectionsOf(parsed, method) },
            Method = method,
            Parameterization = _parameterization.Apply(parsed, before: null),
        }) with
        { EpochTokens = PaperConvention.PennTreebankTokens };
    }

    private ConnectionsConfig? ConnectionsOf(ParseResult parsed, MethodConfig method)
        => ConnectionOptions.For(_connections.Apply(parsed, before: null), method, Console);

    private Inspection OfClassifier(ParseResult parsed, ClassifierPreset preset)
    {
        var config = preset.ToConfig(NoData);
        var method = _method.Apply(
            parsed, MethodConfig.OfDense.With(MethodOptions.Init, NamedParts.ErdosRenyi), Console);
        return Inspection.Plan(config with
        {
            Data = config.Data with
            {
                VocabularySize = parsed.GetValue(_vocabulary)
                    ?? (config.Data.VocabularySize == 0 ? WordIndex.DefaultNumWords : config.Data.VocabularySize),
                Classes = [.. Enumerable.Range(0, preset.Classes).Select(label => $"{label}")],
            },
            Model = _cell.ApplyToClassifier(parsed, preset.Name, config.Model with
            {
                Hidden = parsed.GetValue(_hidden) ?? config.Model.Hidden,
                Connections = ConnectionsOf(parsed, method),
                Layers = parsed.GetValue(_layers) is > 1 and var layers ? layers : config.Model.Layers,
            }),
            Method = method,
            Parameterization = _parameterization.Apply(parsed, before: null),
        });
    }
}
