using StRnn.Cli.Hosting;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Runs;
using StRnn.Text.LanguageModeling;
using StRnn.Training;
using StRnn.Training.Metrics;

namespace StRnn.Cli.Display;

/// <summary>Prints the last lines of a training command, and determines its exit code.</summary>
internal static class OutcomeText
{
    /// <summary>Prints the result of a training.</summary>
    /// <param name="console">The console.</param>
    /// <param name="run">The run.</param>
    /// <param name="outcome">The outcome of the training.</param>
    /// <param name="resume">The options that continue it; null for --out and its folder.</param>
    /// <returns>The exit code.</returns>
    public static int Write(CliConsole console, Run run, TrainingOutcome outcome, string? resume = null)
    {
        if (outcome != TrainingOutcome.Completed)
        {
            string why = outcome == TrainingOutcome.Interrupted ? "Interrupted" : "Stopped at --max-steps";
            string options = resume ?? $"--out {run.Directory.Path}";
            console.Out.WriteLine(
                $"{why}; saved in '{run.Directory.LastCheckpointPath}'. "
                + $"Continue: strnn train {run.Config.TaskName} --resume {options}");
            return outcome == TrainingOutcome.Interrupted ? ExitCode.Interrupted : ExitCode.Done;
        }

        var report = run.ReadReport();
        string figures = run.Config is ClassifierConfig ? Accuracies(report) : Perplexities(report);
        console.Out.WriteLine($"Done: {figures}. Model: '{run.Directory.BestCheckpointPath}'");
        return ExitCode.Done;
    }

    private static string Perplexities(RunReport report)
    {
        return $"perplexity valid {Text(report.BestValidation)} (epoch {report.BestValidation?.Epoch}), "
            + $"test {Text(report.EvaluationOf(SplitNames.Test))}, "
            + $"test in one stream {Text(report.EvaluationOf(LanguageModelTask.TestSingleStream))}";

        static string Text(MetricsEntry? entry)
            => entry?.Perplexity is { } perplexity ? $"{perplexity:0.00}" : "unknown";
    }

    private static string Accuracies(RunReport report)
    {
        return $"accuracy valid {Text(report.BestValidation)} (epoch {report.BestValidation?.Epoch}), "
            + $"test {Text(report.EvaluationOf(SplitNames.Test, RunReport.BestWeights))}, "
            + $"test of the last epoch {Text(report.EvaluationOf(SplitNames.Test, RunReport.LastWeights))}";

        static string Text(MetricsEntry? entry) => entry?.Accuracy is { } accuracy ? $"{accuracy:0.00 %}" : "unknown";
    }
}
