using StRnn.Cli.Hosting;
using StRnn.Training;
using StRnn.Training.Metrics;

namespace StRnn.Cli.Display;

/// <summary>One line per metrics event.</summary>
internal sealed class PlainTrainingDisplay(CliConsole console) : TrainingDisplay
{
    public override void Observe(MetricsEvent entry) => console.Out.WriteLine(Describe(entry));

    protected override TrainingOutcome Show(Func<TrainingOutcome> train) => train();
}
