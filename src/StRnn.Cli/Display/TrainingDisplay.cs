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
/// <param name="Density">nnz / (rows * columns) over all weight matrices.</param>
/// <param name="ShowsPerplexity">True for a language model, whose perplexity is shown beside the loss.</param>
internal sealed record ProgressFrame(
    int Epochs, long StepsPerEpoch, long FirstStep, double Density, bool ShowsPerplexity)
{
    public long TotalSteps => Epochs * StepsPerEpoch;

    public static ProgressFrame Of(RunTraining training) => new(
        training.Config.Training.Epochs,
        training.StepsPerEpoch,
        training.Progress.Step,
        training.Account.WeightDensity,
        ShowsPerplexity: training.Config is LanguageModelConfig);
}

/// <summary>Shows a run's progress: a live bar if a person watches, plain lines otherwise.</summary>
internal abstract class TrainingDisplay : IDisposable
{
    protected ProgressFrame Frame { get; private set; } = new(0, 0, 0, 1, ShowsPerplexity: true);

    public static TrainingDisplay For(CliConsole console)
        => console.IsInteractive ? new LiveTrainingDisplay(console) : new PlainTrainingDisplay(console);

    /// <summary>Receives every metrics event.</summary>
    public abstract void Observe(MetricsEvent entry);

    /// <summary>Trains within the display.</summary>
    public TrainingOutcome Run(ProgressFrame frame, Func<TrainingOutcome> train)
    {
        Frame = frame;
        return Show(train);
    }

    public virtual void Dispose() => GC.SuppressFinalize(this);

    protected abstract TrainingOutcome Show(Func<TrainingOutcome> train);

    /// <summary>Estimates the time left from the throughput so far; null before the first steps.</summary>
    protected TimeSpan? TimeLeft(MetricsEvent entry)
    {
        long done = entry.Step - Frame.FirstStep;
        return done > 0
            ? TimeSpan.FromSeconds(Math.Ceiling(entry.ElapsedS / done * (Frame.TotalSteps - entry.Step)))
            : null;
    }

    protected string Describe(MetricsEvent entry) => MetricsText.Of(entry, Frame, TimeLeft(entry));
}

/// <summary>Writes one line per metrics event.</summary>
internal sealed class PlainTrainingDisplay(CliConsole console) : TrainingDisplay
{
    public override void Observe(MetricsEvent entry) => console.Out.WriteLine(Describe(entry));

    protected override TrainingOutcome Show(Func<TrainingOutcome> train) => train();
}
