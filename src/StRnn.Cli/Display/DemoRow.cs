using StRnn.Cli.Hosting;
using StRnn.Cli.Sessions;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Data;
using StRnn.Experiments.Methods;
using StRnn.Experiments.Presets;
using StRnn.Experiments.Runs;
using StRnn.Training;

namespace StRnn.Cli.Display;

/// <summary>A finished run of the demo.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Run">Its folder.</param>
/// <param name="Inspection">What its model costs.</param>
/// <param name="TestPerplexity">exp of the mean test loss; null beyond a double.</param>
/// <param name="TrainingFlops">FLOPs of the whole training, counted honestly.</param>
/// <param name="TokensPerSecond">The mean pace of training.</param>
internal sealed record DemoRow(
    string Title, RunDirectory Run, Inspection Inspection, double? TestPerplexity, double? TrainingFlops, double? TokensPerSecond)
{
    public static DemoRow Of(string title, RunDirectory run)
    {
        var report = RunReport.Of(run);
        return new DemoRow(
            title,
            run,
            Inspection.OfRun(run, RunConfig.Read(run)),
            report.EvaluationOf(SplitNames.Test)?.Perplexity,
            report.Last?.FlopsActual,
            report.TokensPerSecond);
    }
}
