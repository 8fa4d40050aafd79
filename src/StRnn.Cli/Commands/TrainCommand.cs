using System.CommandLine;
using StRnn.Cli.Display;
using StRnn.Cli.Hosting;
using StRnn.Cli.Options;
using StRnn.Cli.Sessions;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Runs;
using StRnn.Training;

namespace StRnn.Cli.Commands;

/// <summary>Begins or resumes a run, trains, and prints the outcome: the base of every <c>strnn train</c>.</summary>
/// <typeparam name="TConfig">The task's configuration.</typeparam>
internal abstract class TrainCommand<TConfig> : CliCommand
    where TConfig : RunConfig
{
    private readonly CancellationToken _cancellation;
    private readonly BackendOptions _backend = new();
    private readonly Option<long?> _maxSteps = OptionFactory.Number<long>(
        "--max-steps",
        "Stop and save after this many steps; schedules are not shortened.",
        value => value >= 1,
        "a whole number of at least 1");

    private readonly Option<string?> _startFrom = OptionFactory.Text(
        "--start-from",
        "Go on from the best weights of this run (fine-tuning): words, shape, connections, and what no option changes, "
        + "are that run's; optimiser state and schedules begin anew.",
        "RUN");

    private readonly Option<string?> _out = OptionFactory.Text("--out", "The run's folder.", "DIR");
    private readonly Option<bool> _resume = new("--resume")
    {
        Description = "Continue the run in --out from its last checkpoint, bit for bit as if it had never stopped.",
    };

    protected TrainCommand(string name, string description, CliConsole console, CancellationToken cancellation)
        : base(name, description, console)
    {
        _cancellation = cancellation;
        _out.Required = true;
    }

    public override string NotesTitle => "Presets and methods";

    /// <summary>Adds the task's own options and the shared ones behind them.</summary>
    protected void AddOptions(IEnumerable<Option> own)
        => Declare([.. own, .. _backend.All, _maxSteps, _startFrom, _out, _resume]);

    protected string Folder(ParseResult parsed) => parsed.GetValue(_out)!;

    protected bool Resumes(ParseResult parsed) => parsed.GetValue(_resume);

    protected bool LimitsSteps(ParseResult parsed) => parsed.GetValue(_maxSteps) is not null;

    /// <summary>Gets the data that are named; null for none.</summary>
    protected abstract string? DataOf(ParseResult parsed);

    /// <summary>Trains one run.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="newConfig">Creates the configuration of a new run of random weights.</param>
    /// <param name="asked">Applies the options given, except the backend, to the configuration of a run to resume or to
    /// start from.</param>
    /// <param name="resumeOptions">The options that continue it; null for --out and its folder.</param>
    /// <returns>The exit code.</returns>
    protected int Train(
        ParseResult parsed,
        RunDirectory folder,
        Func<TConfig> newConfig,
        Func<TConfig, TConfig> asked,
        string? resumeOptions = null)
    {
        bool resume = Resumes(parsed);
        string? backend = _backend.NameOf(parsed);
        TConfig config;
        if (RunStart.HasSavedConfig(folder, resume))
        {
            var saved = RunConfig.Read<TConfig>(folder);
            config = RunStart.RequireSameSettings(saved, asked(saved) with
            {
                StartFrom = parsed.GetValue(_startFrom) is { } start ? Path.GetFullPath(start) : saved.StartFrom,
                Backend = RunStart.BackendAsked(saved, backend),
            });
            backend = config.Backend?.Name;
        }
        else
        {
            config = parsed.GetValue(_startFrom) is { } parent ? asked(FineTuning(parsed, parent)) : newConfig();
        }

        using var host = _backend.Open(Console, parsed, backend);
        using var interruption = new Interruption(Console, _cancellation);
        var session = new TrainingSession(Console, host, parsed.GetValue(_maxSteps) ?? 0);
        var outcome = session.Train(folder, config, resume, interruption.Token);
        return OutcomeText.Write(Console, Experiments.Runs.Run.Open(folder), outcome, resumeOptions);
    }

    private TConfig FineTuning(ParseResult parsed, string parent)
    {
        if (OptionFactory.Given(parsed, Options.Where(option => option.Name == "--preset")).Count > 0)
        {
            throw new UsageException(
                "--preset cannot be used with --start-from: shape, method and recipe are those of that run, but for "
                + "the options given.");
        }

        var run = Experiments.Runs.Run.Open(parent);
        run.Require<TConfig>();
        return (TConfig)run.FineTuning(DataOf(parsed));
    }
}
