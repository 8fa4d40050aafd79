using System.CommandLine;
using StRnn.Cli.Display;
using StRnn.Cli.Hosting;
using StRnn.Cli.Options;
using StRnn.Cli.Sessions;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Data;
using StRnn.Experiments.Methods;
using StRnn.Experiments.Presets;
using StRnn.Experiments.Runs;
using StRnn.Training;

namespace StRnn.Cli.Commands;

/// <summary><c>strnn demo</c>: the same small model dense and sparse, on text that every .NET SDK carries.</summary>
internal sealed class DemoCommand : Command, IDocumented
{
    private const string DefaultFolder = "strnn-demo";

    private readonly CliConsole _console;
    private readonly CancellationToken _cancellation;
    private readonly Option<int?> _trainTokens = OptionFactory.Number<int>(
        "--train-tokens",
        $"Tokens to learn from (default {DemoPlan.DefaultTrainTokens}); validation and test text stay whole.",
        value => value >= 1000,
        "a whole number of at least 1000");

    private readonly Option<int?> _epochs = OptionFactory.Number<int>(
        "--epochs", $"Epochs of each run (default {DemoPlan.DefaultEpochs}).", value => value >= 1, "a whole number of at least 1");

    private readonly Option<int?> _hidden = OptionFactory.Number<int>(
        "--hidden", $"H, hidden width (default {DemoPlan.DefaultHidden}).", value => value >= 1, "a whole number of at least 1");

    private readonly Option<ulong?> _seed = OptionFactory.Number<ulong>(
        "--seed", "Seed of every random stream (default 1).", _ => true, "a whole number of at least 0");

    private readonly Option<string?> _data = OptionFactory.Text(
        "--data", $"Another corpus (default {DemoPlan.DefaultData}).", "DIR|NAME");

    private readonly Option<string?> _out = OptionFactory.Text("--out", $"Where the runs are kept (default {DefaultFolder}).", "DIR");
    private readonly Option<string?> _backend = OptionFactory.Backend();
    private readonly Option<int?> _threads = OptionFactory.Threads();
    private readonly Option<string?> _device = OptionFactory.Device();

    public DemoCommand(CliConsole console, CancellationToken cancellation)
        : base("demo", "Train one small language model dense and sparse, and compare them in one table.")
    {
        _console = console;
        _cancellation = cancellation;
        Option[] options = [_trainTokens, _epochs, _hidden, _seed, _data, _out, _backend, _threads, _device];
        foreach (var option in options)
        {
            Options.Add(option);
        }

        SetAction(Run);
    }

    public string NotesTitle => "What it does";

    public IReadOnlyList<string> Notes =>
    [
        "Three runs by one recipe: dense, ST-RNN at sparsity 0.67, ST-RNN at sparsity 0.80; then their test perplexity, parameters,",
        "training FLOPs, bytes and pace, with an interpolated Kneser-Ney trigram beside them. Runs that are finished are not repeated:",
        "delete their folders to train again. An interrupted demo goes on where it stopped.",
    ];

    public IReadOnlyList<string> Examples =>
    [
        "strnn demo",
        "strnn demo --train-tokens 600000 --epochs 8 --out runs/longer-demo",
    ];

    private int Run(ParseResult parsed)
    {
        string folder = parsed.GetValue(_out) ?? DefaultFolder;
        var plan = new DemoPlan(
            CorpusSource.FullName(parsed.GetValue(_data) ?? DemoPlan.DefaultData),
            parsed.GetValue(_trainTokens) ?? DemoPlan.DefaultTrainTokens,
            parsed.GetValue(_epochs) ?? DemoPlan.DefaultEpochs,
            parsed.GetValue(_hidden) ?? DemoPlan.DefaultHidden,
            parsed.GetValue(_seed) ?? 1);
        using var host = new BackendHost(_console, parsed.GetValue(_backend), parsed.GetValue(_threads), parsed.GetValue(_device));
        using var interruption = new Interruption(_console, _cancellation);
        var rows = new List<DemoRow>();
        foreach (var (title, name, config) in plan.Runs())
        {
            var run = new RunDirectory(Path.Combine(folder, name));
            _console.Out.WriteLine();
            _console.Out.WriteLine($"{title} (run {rows.Count + 1} of {DemoPlan.RunCount})");
            var session = new TrainingSession(_console, Agree(config, run), run, host);
            if (session.Train(run.HasRun, interruption.Token) != TrainingOutcome.Completed)
            {
                _console.Out.WriteLine($"Interrupted; saved in '{run.Path}'. The same command goes on from there.");
                return ExitCode.Interrupted;
            }

            rows.Add(DemoRow.Of(title, run));
        }

        DemoTable.Write(_console, rows, CorpusSource.Load(RunConfig.Read<LanguageModelConfig>(rows[0].Run).Data));
        DemoSample.Write(_console, rows[^1].Run, host.Backend);
        return ExitCode.Done;
    }

    /// <summary>The configuration of a run begun earlier, which must be the one asked for now.</summary>
    private static LanguageModelConfig Agree(LanguageModelConfig asked, RunDirectory run)
    {
        if (!File.Exists(run.ConfigPath))
        {
            return asked;
        }

        var saved = RunConfig.Read<LanguageModelConfig>(run);
        asked = asked with
        {
            Data = saved.Data with { Name = asked.Data.Name, TrainTokens = asked.Data.TrainTokens },
            Backend = saved.Backend,
        };
        return ConfigDifference.FirstOf(saved, asked) is { } difference
            ? throw new UsageException(
                $"'{run.Path}' holds a demo with other options: {difference}. Choose another --out, or delete the folder.")
            : saved;
    }
}
