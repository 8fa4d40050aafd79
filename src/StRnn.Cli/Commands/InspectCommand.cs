using System.CommandLine;
using StRnn.Accounting;
using StRnn.Cli.Display;
using StRnn.Cli.Hosting;
using StRnn.Cli.Options;
using StRnn.Cli.Sessions;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Data;
using StRnn.Experiments.Methods;
using StRnn.Experiments.Presets;
using StRnn.Experiments.Runs;
using StRnn.Text.Classification;
using StRnn.Training;

namespace StRnn.Cli.Commands;

/// <summary><c>strnn inspect</c>.</summary>
internal sealed class InspectCommand : Command, IDocumented
{
    private const int DefaultVocabulary = 10_000;

    private static readonly string[] AllPresets = [.. LanguageModelPresets.Names, .. ClassifierPresets.Names];

    private readonly CliConsole _console;
    private readonly Argument<string?> _run = OptionFactory.Positional("DIR", "A run's folder; or give --preset.", isRequired: false);
    private readonly Option<string?> _preset = OptionFactory.PresetOption("A published model instead of a run.", AllPresets);
    private readonly MethodOptions _method = new("st with --sparsity or --epsilon, else dense", "uniform, er for a classifier", "the preset's");
    private readonly Option<int?> _vocabulary = OptionFactory.Number<int>(
        "--vocabulary", $"V (default {DefaultVocabulary}, Penn Treebank; {WordIndex.DefaultNumWords} for classifiers).", value => value >= 1, "a whole number of at least 1");

    private readonly Option<int?> _hidden = OptionFactory.Number<int>(
        "--hidden", "H in place of the preset's.", value => value >= 1, "a whole number of at least 1");

    private readonly Option<int?> _layers = OptionFactory.Number<int>(
        "--layers", "L in place of the preset's.", value => value is >= 1 and <= 64, "a whole number from 1 to 64");

    private readonly Option<bool> _json = OptionFactory.Json();

    public InspectCommand(CliConsole console)
        : base("inspect", "Count a model's weights, FLOPs and bytes, tensor by tensor, without building it.")
    {
        _console = console;
        Arguments.Add(_run);
        Option[] options = [.. ModelOptions, _json];
        foreach (var option in options)
        {
            Options.Add(option);
        }

        SetAction(Run);
    }

    public string NotesTitle => "Counting";

    public IReadOnlyList<string> Notes =>
    [
        "2 FLOPs per multiply-add of the matrix products. The paper's convention (reconstructed from its printed figures) counts the",
        "embedding's weight gradient as a full matrix, the honest count only the entries of the looked-up rows.",
        "Of a method that begins dense (gmp, snip) the sparse end is counted. Activations are those of a step on the cpu backend.",
    ];

    public IReadOnlyList<string> Examples =>
    [
        "strnn inspect runs/st",
        "strnn inspect --preset ptb-lstm-large --sparsity 0.67",
        "strnn inspect --preset ptb-lstm-large --sparsity 0.8 --method snfs --json",
    ];

    private Option[] ModelOptions => [_preset, .. _method.All, _vocabulary, _hidden, _layers];

    private int Run(ParseResult parsed)
    {
        var inspection = parsed.GetValue(_run) is { } folder ? OfRun(parsed, folder) : OfPreset(parsed);
        if (parsed.GetValue(_json))
        {
            JsonOutput.Write(_console, inspection.ToJson());
        }
        else
        {
            InspectionTable.Write(_console, inspection);
        }

        return ExitCode.Done;
    }

    private Inspection OfRun(ParseResult parsed, string folder)
    {
        string[] given = [.. ModelOptions.Where(option => parsed.GetResult(option) is not null).Select(option => option.Name)];
        if (given.Length > 0)
        {
            throw new UsageException($"A run says itself what it is: leave out {string.Join(", ", given)}, or leave out DIR.");
        }

        var run = new RunDirectory(folder);
        return Inspection.OfRun(run, RunConfig.Read(run));
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
        if (preset.Model.Cell == ModelConfig.Rhn && parsed.GetValue(_layers) is not null)
        {
            throw new UsageException($"--layers means nothing for --preset {preset.Name}, whose network has one layer: leave it out.");
        }

        int hidden = parsed.GetValue(_hidden) ?? preset.Model.Hidden;
        var config = new LanguageModelConfig
        {
            Preset = preset.Name,
            Data = new CorpusConfig { Name = "none", VocabularySize = parsed.GetValue(_vocabulary) ?? DefaultVocabulary },
            Model = preset.Model with
            {
                Hidden = hidden,
                Layers = parsed.GetValue(_layers) ?? preset.Model.Layers,
                RecurrentRange = preset.RecurrentRange ?? 1 / Math.Sqrt(hidden),
            },
            Method = _method.Apply(parsed, MethodConfig.OfDense, _console, preset.PruneRate, preset.Model.Cell),
            Training = preset.Training,
        };
        return Inspection.OfPlan(preset.Name, SmallDense.Size(config)) with { EpochTokens = PaperConvention.PennTreebankTokens };
    }

    private Inspection OfClassifier(ParseResult parsed, ClassifierPreset preset)
    {
        if (parsed.GetValue(_layers) is not null)
        {
            throw new UsageException($"--layers means nothing for --preset {preset.Name}, whose network has one layer: leave it out.");
        }

        var shape = new ClassifierModelConfig();
        return Inspection.OfPlan(preset.Name, SmallDense.Size(new ClassifierConfig
        {
            Preset = preset.Name,
            Data = new LabelledTextConfig
            {
                Name = "none",
                VocabularySize = parsed.GetValue(_vocabulary) ?? WordIndex.DefaultNumWords,
                Classes = [.. Enumerable.Range(0, preset.Classes).Select(label => $"{label}")],
            },
            Model = shape with { Hidden = parsed.GetValue(_hidden) ?? shape.Hidden },
            Method = _method.Apply(parsed, MethodConfig.OfDense with { Init = MethodConfig.ErdosRenyi }, _console),
            Training = preset.Training,
        }));
    }
}
