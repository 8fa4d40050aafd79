using StRnn.Cli.Hosting;
using StRnn.Training;

namespace StRnn.Cli.Display;

/// <summary>One line per metrics line.</summary>
internal sealed class PlainTrainingDisplay(CliConsole console) : TrainingDisplay
{
    public override void Observe(MetricsEntry entry) => console.Out.WriteLine(Describe(entry));

    protected override TrainingOutcome Show(Func<TrainingOutcome> train) => train();
}
