using StRnn.Cli.Hosting;
using StRnn.Training;
using StRnn.Training.Metrics;

namespace StRnn.Cli.Display;

/// <summary>Shows a run's progress: a live bar where a person watches, plain lines elsewhere.</summary>
internal abstract class TrainingDisplay : IDisposable
{
    protected ProgressFrame Frame { get; private set; } = new(0, 0, 0, 1, ShowsPerplexity: true);

    public static TrainingDisplay For(CliConsole console)
        => console.IsInteractive ? new LiveTrainingDisplay(console) : new PlainTrainingDisplay(console);

    /// <summary>Is told every metrics event.</summary>
    public abstract void Observe(MetricsEvent entry);

    /// <summary>Trains within the display.</summary>
    public TrainingOutcome Run(ProgressFrame frame, Func<TrainingOutcome> train)
    {
        Frame = frame;
        return Show(train);
    }

    public virtual void Dispose() => GC.SuppressFinalize(this);

    protected abstract TrainingOutcome Show(Func<TrainingOutcome> train);

    /// <summary>The time left at the throughput so far; null before the first steps.</summary>
    protected TimeSpan? TimeLeft(MetricsEvent entry)
    {
        long done = entry.Step - Frame.FirstStep;
        return done > 0
            ? TimeSpan.FromSeconds(Math.Ceiling(entry.ElapsedS / done * (Frame.TotalSteps - entry.Step)))
            : null;
    }

    protected string Describe(MetricsEvent entry) => MetricsText.Of(entry, Frame, TimeLeft(entry));
}
