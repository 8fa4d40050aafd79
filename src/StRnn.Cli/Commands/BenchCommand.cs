using System.CommandLine;
using StRnn.Cli.Display;
using StRnn.Cli.Hosting;
using StRnn.Cli.Options;
using StRnn.Experiments.Benchmarks;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Presets;
using StRnn.Experiments.Runs;
using StRnn.Text.Classification;

namespace StRnn.Cli.Commands;

/// <summary><c>strnn bench</c>: training throughput on this machine, sparse against dense.</summary>
internal sealed class BenchCommand : CliCommand
{
    private const double DefaultSparsity = 0.80;
    private const double DefaultSeconds = 5;
    private const double MostSeconds = 3600;
    private const double DefaultClassifierSparsity = 0.95;

    // The classifiers of all data sets are one model, and most have one batch size.
    private static readonly string[] Default = [.. LanguageModelPresets.Names, ClassifierPresets.DefaultName];

    private readonly Option<string[]?> _presets = CommonOptions.Presets(
        "The published models to measure; default: the language models and one classifier.",
        [.. LanguageModelPresets.Names, .. ClassifierPresets.Names]);

    private readonly Option<double?> _sparsity = OptionFactory.Sparsity(
        "Share of connections that do not exist; density = 1 - S "
        + $"(default {DefaultSparsity:0.00}; {DefaultClassifierSparsity:0.00} for classifiers).");

    private readonly Option<int?> _vocabulary = CommonOptions.Vocabulary();
    private readonly Option<int?> _hidden = CommonOptions.Hidden();
    private readonly CellOptions _cell = new(ModelConfig.Cells);
    private readonly ConnectionOptions _connections = new();

    private readonly Option<double?> _seconds = OptionFactory.Number<double>(
        "--seconds",
        $"Time for the steps of one configuration (default {DefaultSeconds:0}); "
        + $"at least {StepTimer.FewestSteps} steps run.",
        value => value is > 0 and <= MostSeconds,
        $"above 0 and at most {MostSeconds:0}");

    private readonly BackendOptions _backend = new();
    private readonly Option<bool> _json = CommonOptions.Json();

    public BenchCommand(CliConsole console)
        : base(
            "bench",
            "Measure training on this machine: tokens/s of the published models, and the break-even density.",
            console)
        => Declare([
            _presets, _sparsity, _vocabulary, _hidden, .. _cell.All, .. _connections.All, _seconds, .. _backend.All,
            _json,
        ]);

    public override string NotesTitle => "Measuring";

    public override IReadOnlyList<string> Notes =>
    [
        "Whole training steps (forward, backward, clip, update) on words drawn at random, so no corpus is needed;",
        $"the median over the steps after {StepTimer.WarmUpSteps} to warm up. Dense is this engine's own dense path.",
        "The break-even density, below which sparse is faster, is interpolated between two to five densities",
        "measured. Each configuration is reported on stderr as soon as it is measured.",
    ];

    public override IReadOnlyList<string> Examples =>
    [
        "strnn bench",
        "strnn bench --preset ptb-lstm-large --sparsity 0.67 --threads 1",
        "strnn bench --preset ptb-lstm-small ptb-lstm-medium --seconds 2 --json",
    ];

    protected override int Run(ParseResult parsed)
    {
        using var host = _backend.Open(Console, parsed);
        var budget = TimeSpan.FromSeconds(parsed.GetValue(_seconds) ?? DefaultSeconds);
        var timer = new StepTimer(budget, TimeProvider.System);
        var benchmark = new PresetBenchmark(host.Backend, timer, Report);
        bool asJson = parsed.GetValue(_json);
        var all = new List<PresetFigures>();
        foreach (string name in parsed.GetValue(_presets) is { Length: > 0 } asked ? asked : Default)
        {
            var (subject, sparsity) = Subject(parsed, name);
            CheckSize(subject.Hidden, subject.VocabularySize);
            all.Add(benchmark.Run(subject, parsed.GetValue(_sparsity) ?? sparsity));
            if (!asJson)
            {
                Console.Out.WriteLine(BenchText.Of(all[^1]));
            }
        }

        if (asJson)
        {
            JsonOutput.Write(Console, BenchText.ToJson(all, host.Backend.Info));
        }

        return ExitCode.Done;

        void Report(string preset, double? density, double tokensPerSecond, StepTime time)
            => Console.Error.WriteLine(BenchText.Progress(preset, density, tokensPerSecond, time));
    }

    private (BenchSubject Subject, double Sparsity) Subject(ParseResult parsed, string name)
    {
        (int? hidden, int? vocabulary) = (parsed.GetValue(_hidden), parsed.GetValue(_vocabulary));
        var connections = _connections.Apply(parsed, before: null);
        if (ClassifierPresets.Names.Contains(name))
        {
            if (vocabulary is 1)
            {
                throw new UsageException($"--vocabulary must be at least 2 for --preset {name}: padding and a word.");
            }

            var classifier = ClassifierPresets.Get(name);
            return (
                BenchSubject.Of(
                    classifier,
                    _cell.ApplyToClassifier(
                        parsed, name, classifier.Model with
                        {
                            Hidden = hidden ?? classifier.Model.Hidden,
                            Connections = connections,
                        }),
                    vocabulary ?? WordIndex.DefaultNumWords),
                DefaultClassifierSparsity);
        }

        var preset = LanguageModelPresets.Get(name);
        return (
            BenchSubject.Of(
                preset,
                _cell.Apply(parsed, preset.Model.WithHidden(hidden ?? preset.Model.Hidden)) with
                {
                    Connections = connections,
                },
                vocabulary ?? CommonOptions.DefaultVocabulary),
            DefaultSparsity);
    }

    // A dense matrix, the baseline, is one array: 4H x H and V x H must fit.
    private static void CheckSize(int hidden, int vocabulary)
    {
        double entries = Math.Max(4.0 * hidden, vocabulary) * hidden;
        if (entries > Array.MaxLength)
        {
            throw new UsageException(
                $"--hidden {hidden} with --vocabulary {vocabulary} needs a dense matrix of {entries:N0} entries, "
                + $"more than the {Array.MaxLength:N0} that an array can hold: choose less.");
        }
    }
}
