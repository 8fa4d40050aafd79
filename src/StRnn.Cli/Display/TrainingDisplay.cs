using StRnn.Cli.Hosting;
using StRnn.Training;

namespace StRnn.Cli.Display;

/// <summary>Shows a run's progress: a live bar where a person watches, plain lines elsewhere.</summary>
internal abstract class TrainingDisplay : IDisposable
{
    protected ProgressFrame Frame { get; private set; } = new(0, 0, 0, 1, ShowsPerplexity: true);

    public static TrainingDisplay For(CliConsole console)
        => console.IsInteractive ? new LiveTrainingDisplay(console) : new PlainTrainingDisplay(console);

    /// <summary>Is told every metrics line.</summary>
    public abstract void Observe(MetricsEntry entry);

    /// <summary>Trains within the display.</summary>
    public TrainingOutcome Run(ProgressFrame frame, Func<TrainingOutcome> train)
    {
        Frame = frame;
        return Show(train);
    }

    public virtual void Dispose() => GC.SuppressFinalize(this);

    protected abstract TrainingOutcome Show(Func<TrainingOutcome> train);

    /// <summary>The time left at the throughput so far; null before the first steps.</summary>
    protected TimeSpan? TimeLeft(MetricsEntry entry)
    {
        long done = (entry.Step ?? 0) - Frame.FirstStep;
        return done > 0 && entry.ElapsedS is { } elapsed
            ? TimeSpan.FromSeconds(Math.Ceiling(elapsed / done * (Frame.TotalSteps - entry.Step!.Value)))
            : null;
    }

    protected string Describe(MetricsEntry entry) => MetricsText.Of(entry, Frame, TimeLeft(entry));
}
