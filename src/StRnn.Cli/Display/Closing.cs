using StRnn.Cli.Hosting;
using StRnn.Cli.Runs;
using StRnn.Text.LanguageModeling;
using StRnn.Training;

namespace StRnn.Cli.Display;

/// <summary>The last lines of a training command, and its exit code.</summary>
internal static class Closing
{
    public static int Write(CliConsole console, RunDirectory run, TrainingOutcome outcome)
    {
        if (outcome != TrainingOutcome.Completed)
        {
            string why = outcome == TrainingOutcome.Interrupted ? "Interrupted" : "Stopped at --max-steps";
            console.Out.WriteLine($"{why}; saved in '{run.LastCheckpointPath}'. Continue: strnn train lm --resume --out {run.Path}");
            return outcome == TrainingOutcome.Interrupted ? ExitCode.Interrupted : ExitCode.Done;
        }

        var report = RunReport.Of(run);
        string valid = Text(report.BestValidation), test = Text(report.EvaluationOf(LanguageModelTask.Test));
        console.Out.WriteLine(
            $"Done: perplexity valid {valid} (epoch {report.BestValidation?.Epoch}), test {test}, "
            + $"test in one stream {Text(report.EvaluationOf(LanguageModelTask.TestSingleStream))}. Model: '{run.BestCheckpointPath}'");
        return ExitCode.Done;

        static string Text(MetricsEntry? entry)
            => entry?.Perplexity is { } perplexity ? $"{perplexity:0.00}" : "unknown";
    }
}
