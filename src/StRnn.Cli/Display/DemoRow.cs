using StRnn.Experiments.Runs;
using StRnn.Training;

namespace StRnn.Cli.Display;

/// <summary>A finished run of the demo.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Run">The run.</param>
/// <param name="Inspection">What its model costs.</param>
/// <param name="TestPerplexity">exp of the mean test loss; null beyond a double.</param>
/// <param name="TrainingFlops">FLOPs of the whole training, as executed.</param>
/// <param name="TokensPerSecond">The mean throughput of training.</param>
internal sealed record DemoRow(
    string Title, Run Run, Inspection Inspection, double? TestPerplexity, double? TrainingFlops, double? TokensPerSecond)
{
    public static DemoRow Of(string title, Run run)
    {
        var report = run.ReadReport();
        return new DemoRow(
            title,
            run,
            run.Inspect(),
            report.EvaluationOf(SplitNames.Test)?.Perplexity,
            report.Last?.FlopsActual,
            report.TokensPerSecond);
    }
}
