using System.CommandLine;
using StRnn.Cli.Display;
using StRnn.Cli.Hosting;
using StRnn.Cli.Options;
using StRnn.Cli.Sessions;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Runs;
using StRnn.Training;

namespace StRnn.Cli.Commands;

/// <summary>What every <c>strnn train</c> does: begins a run or continues one, trains, and says how it ended.</summary>
/// <typeparam name="TConfig">The task's configuration.</typeparam>
internal abstract class TrainCommand<TConfig> : CliCommand
    where TConfig : RunConfig
{
    private readonly CancellationToken _cancellation;
    private readonly BackendOptions _backend = new();
    private readonly Option<long?> _maxSteps = OptionFactory.Number<long>(
        "--max-steps",
        "Stop and save after so many steps; schedules are not shortened.",
        value => value >= 1,
        "a whole number of at least 1");

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
        => Declare([.. own, .. _backend.All, _maxSteps, _out, _resume]);

    protected string Folder(ParseResult parsed) => parsed.GetValue(_out)!;

    protected bool Resumes(ParseResult parsed) => parsed.GetValue(_resume);

    protected bool LimitsSteps(ParseResult parsed) => parsed.GetValue(_maxSteps) is not null;

    /// <summary>Trains one run.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="run">Its folder.</param>
    /// <param name="begin">Makes the configuration of a run that is new.</param>
    /// <param name="asked">What the options given make of the configuration of a run that is not, its backend
    /// apart.</param>
    /// <param name="resumeOptions">How to continue it; null for by its folder.</param>
    protected int Train(
        ParseResult parsed, RunDirectory run, Func<TConfig> begin, Func<TConfig, TConfig> asked, string? resumeOptions = null)
    {
        bool resume = Resumes(parsed);
        string? backend = _backend.NameOf(parsed);
        TConfig config;
        if (RunStart.IsKnown(run, resume))
        {
            var saved = RunConfig.Read<TConfig>(run);
            config = RunStart.Agree(saved, asked(saved) with { Backend = RunStart.BackendAsked(saved, backend) });
            backend = config.Backend?.Name;
        }
        else
        {
            config = begin();
        }

        using var host = _backend.Open(Console, parsed, backend);
        using var interruption = new Interruption(Console, _cancellation);
        var session = new TrainingSession(Console, host, parsed.GetValue(_maxSteps) ?? 0);
        var outcome = session.Train(run, config, resume, interruption.Token);
        return RunSummary.Write(Console, Experiments.Runs.Run.Open(run), outcome, resumeOptions);
    }
}
