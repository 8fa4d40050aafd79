using Spectre.Console;
using StRnn.Cli.Hosting;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Runs;
using StRnn.Training;
using StRnn.Training.Metrics;

namespace StRnn.Cli.Display;

/// <summary>The facts about a run that a display needs before the first metrics.</summary>
/// <param name="Epochs">Epochs of the whole run.</param>
/// <param name="StepsPerEpoch">Steps of an epoch.</param>
/// <param name="FirstStep">Steps done before this process.</param>
/// <param name="Density">nnz / (rows * columns) over all weight matrices, of a model that becomes sparse on the way at
/// its end.</param>
/// <param name="BecomesSparse">True for a model that begins dense and becomes sparse on the way.</param>
/// <param name="ShowsPerplexity">True for a language model, whose perplexity is shown beside the loss.</param>
internal sealed record ProgressFrame(
    int Epochs, long StepsPerEpoch, long FirstStep, double Density, bool BecomesSparse, bool ShowsPerplexity)
{
    public long TotalSteps => Epochs * StepsPerEpoch;

    public static ProgressFrame Of(RunTraining training) => new(
        training.Config.Training.Epochs,
        training.StepsPerEpoch,
        training.Progress.Step,
        training.Account.WeightDensity,
        training.Config.BecomesSparse,
        ShowsPerplexity: training.Config is LanguageModelConfig);
}

/// <summary>Shows a run's progress: a live bar if a person watches, plain lines otherwise.</summary>
internal abstract class TrainingDisplay : IDisposable
{
    protected ProgressFrame Frame { get; private set; } = new(0, 0, 0, 1, BecomesSparse: false, ShowsPerplexity: true);

    public static TrainingDisplay For(CliConsole console)
        => console.IsInteractive ? new LiveTrainingDisplay(console) : new PlainTrainingDisplay(console);

    /// <summary>Receives every metrics event.</summary>
    public abstract void Observe(MetricsEvent line);

    /// <summary>Trains within the display.</summary>
    public TrainingOutcome Run(ProgressFrame frame, Func<TrainingOutcome> train)
    {
        Frame = frame;
        return Show(train);
    }

    public virtual void Dispose() => GC.SuppressFinalize(this);

    protected abstract TrainingOutcome Show(Func<TrainingOutcome> train);

    /// <summary>Estimates the time left from the throughput so far; null before the first steps.</summary>
    protected TimeSpan? TimeLeft(MetricsEvent line)
    {
        long done = line.Step - Frame.FirstStep;
        return done > 0
            ? TimeSpan.FromSeconds(Math.Ceiling(line.ElapsedS / done * (Frame.TotalSteps - line.Step)))
            : null;
    }

    protected string Describe(MetricsEvent line) => MetricsText.Of(line, Frame, TimeLeft(line));
}

/// <summary>Writes one line per metrics event.</summary>
internal sealed class PlainTrainingDisplay(CliConsole console) : TrainingDisplay
{
    public override void Observe(MetricsEvent line) => console.Out.WriteLine(Describe(line));

    protected override TrainingOutcome Show(Func<TrainingOutcome> train) => train();
}

/// <summary>
/// Shows a bar over the whole run with the newest step below it; epochs and topology updates stay above as lines.
/// </summary>
internal sealed class LiveTrainingDisplay(CliConsole console) : TrainingDisplay
{
    private const int BarWidth = 40;

    private LiveDisplayContext? _live;

    public override void Observe(MetricsEvent line)
    {
        if (line is StepMetrics && _live is { } live)
        {
            live.UpdateTarget(Render(line.Step, Describe(line)));
        }
        else
        {
            console.Ansi.WriteLine(Describe(line));
        }
    }

    protected override TrainingOutcome Show(Func<TrainingOutcome> train)
        => console.Ansi.Live(Render(Frame.FirstStep, "first steps"))
            .AutoClear(true)
            .Start(live =>
            {
                live.Refresh();
                _live = live;
                try
                {
                    return train();
                }
                finally
                {
                    _live = null;
                }
            });

    private Rows Render(long step, string description)
    {
        double share = Frame.TotalSteps > 0 ? Math.Clamp((double)step / Frame.TotalSteps, 0, 1) : 0;
        var (full, empty) = console.Ansi.Profile.Capabilities.Unicode ? ('━', '─') : ('#', '-');
        int filled = (int)(share * BarWidth);
        string bar = new string(full, filled) + new string(empty, BarWidth - filled);
        return new Rows(
            new Spectre.Console.Text($"{bar} {share:0 %}"),
            new Spectre.Console.Text(description) { Overflow = Overflow.Fold });
    }
}
