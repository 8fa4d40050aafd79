using System.CommandLine;
using StRnn.Cli.Display;
using StRnn.Cli.Hosting;
using StRnn.Cli.Options;
using StRnn.Cli.Sessions;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Data;
using StRnn.Experiments.Presets;
using StRnn.Experiments.Runs;
using StRnn.Training;

namespace StRnn.Cli.Commands;

/// <summary><c>strnn demo</c>: the same small model dense and sparse, on text that every .NET SDK carries.</summary>
internal sealed class DemoCommand : CliCommand
{
    private const string DefaultFolder = "strnn-demo";

    private readonly CancellationToken _cancellation;
    private readonly Option<int?> _trainTokens = OptionFactory.Count(
        "--train-tokens",
        $"Tokens to learn from (default {DemoPlan.DefaultTrainTokens}); validation and test text stay whole.",
        least: 1000);

    private readonly Option<int?> _epochs = OptionFactory.Count(
        "--epochs", $"Epochs of each run (default {DemoPlan.DefaultEpochs}).");

    private readonly Option<int?> _hidden = OptionFactory.Count(
        "--hidden", $"H, hidden width (default {DemoPlan.DefaultHidden}).");

    private readonly Option<ulong?> _seed = OptionFactory.Seed("--seed", "Seed of every random stream (default 1).");

    private readonly Option<string?> _data = OptionFactory.Text(
        "--data", $"Another corpus (default {DemoPlan.DefaultData}).", "DIR|NAME");

    private readonly Option<string?> _out = OptionFactory.Text(
        "--out", $"The folder of the runs (default {DefaultFolder}).", "DIR");

    private readonly BackendOptions _backend = new();

    public DemoCommand(CliConsole console, CancellationToken cancellation)
        : base("demo", "Train one small language model dense and sparse, and compare them in one table.", console)
    {
        _cancellation = cancellation;
        Declare([_trainTokens, _epochs, _hidden, _seed, _data, _out, .. _backend.All]);
    }

    public override string NotesTitle => "What it does";

    public override IReadOnlyList<string> Notes =>
    [
        "Three runs by one recipe: dense, ST-RNN at sparsity 0.67, ST-RNN at sparsity 0.80; then their test",
        "perplexity, parameters, training FLOPs, bytes and throughput, beside an interpolated Kneser-Ney trigram.",
        "Finished runs are not repeated: delete their folders to train again. The same command continues an",
        "interrupted demo.",
    ];

    public override IReadOnlyList<string> Examples =>
    [
        "strnn demo",
        "strnn demo --train-tokens 600000 --epochs 8 --out runs/longer-demo",
    ];

    protected override int Run(ParseResult parsed)
    {
        string root = parsed.GetValue(_out) ?? DefaultFolder;
        var plan = new DemoPlan(
            CorpusSource.FullName(parsed.GetValue(_data) ?? DemoPlan.DefaultData),
            parsed.GetValue(_trainTokens) ?? DemoPlan.DefaultTrainTokens,
            parsed.GetValue(_epochs) ?? DemoPlan.DefaultEpochs,
            parsed.GetValue(_hidden) ?? DemoPlan.DefaultHidden,
            parsed.GetValue(_seed) ?? 1);
        using var host = _backend.Open(Console, parsed);
        using var interruption = new Interruption(Console, _cancellation);
        var rows = new List<DemoRow>();
        foreach (var (title, name, config) in plan.Runs())
        {
            var folder = new RunDirectory(Path.Combine(root, name));
            Console.Out.WriteLine();
            Console.Out.WriteLine($"{title} (run {rows.Count + 1} of {DemoPlan.RunCount})");
            var session = new TrainingSession(Console, host);
            var same = RequireSame(config, folder);
            if (session.Train(folder, same, folder.HasRun, interruption.Token) != TrainingOutcome.Completed)
            {
                Console.Out.WriteLine($"Interrupted; saved in '{folder.Path}'. The same command continues.");
                return ExitCode.Interrupted;
            }

            rows.Add(DemoRow.Of(title, Experiments.Runs.Run.Open(folder)));
        }

        DemoTable.Write(Console, rows, CorpusSource.Load(rows[0].Run.Require<LanguageModelConfig>().Data));
        DemoTable.WriteSentence(Console, rows[^1].Run, host.Backend);
        return ExitCode.Done;
    }

    /// <summary>Returns the configuration of a run begun earlier, which must be the one asked for now.</summary>
    private static LanguageModelConfig RequireSame(LanguageModelConfig asked, RunDirectory folder)
    {
        if (!File.Exists(folder.ConfigPath))
        {
            return asked;
        }

        var saved = RunConfig.Read<LanguageModelConfig>(folder);
        asked = asked with
        {
            Data = saved.Data with { Name = asked.Data.Name, TrainTokens = asked.Data.TrainTokens },
            Backend = saved.Backend,
        };
        return ConfigDifference.FirstOf(saved, asked) is { } difference
            ? throw new UsageException(
                $"'{folder.Path}' holds a demo with other options: {RunStart.InWords(difference)}. "
                + "Choose another --out, or delete the folder.")
            : saved;
    }
}
