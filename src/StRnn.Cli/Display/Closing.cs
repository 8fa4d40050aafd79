using StRnn.Cli.Configuration;
using StRnn.Cli.Hosting;
using StRnn.Cli.Runs;
using StRnn.Text.LanguageModeling;
using StRnn.Training;
using StRnn.Training.Metrics;

namespace StRnn.Cli.Display;

/// <summary>The last lines of a training command, and its exit code.</summary>
internal static class Closing
{
    /// <summary>Writes them.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="config">The run's configuration.</param>
    /// <param name="run">Its folder.</param>
    /// <param name="outcome">How the training ended.</param>
    /// <param name="resume">The options that continue it.</param>
    public static int Write(CliConsole console, RunConfig config, RunDirectory run, TrainingOutcome outcome, string? resume = null)
    {
        if (outcome != TrainingOutcome.Completed)
        {
            string why = outcome == TrainingOutcome.Interrupted ? "Interrupted" : "Stopped at --max-steps";
            console.Out.WriteLine(
                $"{why}; saved in '{run.LastCheckpointPath}'. Continue: strnn train {config.TaskName} --resume {resume ?? $"--out {run.Path}"}");
            return outcome == TrainingOutcome.Interrupted ? ExitCode.Interrupted : ExitCode.Done;
        }

        var report = RunReport.Of(run);
        string figures = config is ClassifierConfig ? Accuracies(report) : Perplexities(report);
        console.Out.WriteLine($"Done: {figures}. Model: '{run.BestCheckpointPath}'");
        return ExitCode.Done;
    }

    private static string Perplexities(RunReport report)
    {
        return $"perplexity valid {Text(report.BestValidation)} (epoch {report.BestValidation?.Epoch}), "
            + $"test {Text(report.EvaluationOf(SplitNames.Test))}, "
            + $"test in one stream {Text(report.EvaluationOf(LanguageModelTask.TestSingleStream))}";

        static string Text(MetricsEntry? entry) => entry?.Perplexity is { } perplexity ? $"{perplexity:0.00}" : "unknown";
    }

    private static string Accuracies(RunReport report)
    {
        return $"accuracy valid {Text(report.BestValidation)} (epoch {report.BestValidation?.Epoch}), "
            + $"test {Text(report.EvaluationOf(SplitNames.Test, CheckpointChoice.Best))}, "
            + $"test of the last epoch {Text(report.EvaluationOf(SplitNames.Test, CheckpointChoice.Last))}";

        static string Text(MetricsEntry? entry) => entry?.Accuracy is { } accuracy ? $"{accuracy:0.00 %}" : "unknown";
    }
}
