using Spectre.Console;
using StRnn.Cli.Hosting;
using StRnn.Experiments.Runs;
using StRnn.Training;

namespace StRnn.Cli.Display;

/// <summary>Prints the runs of several seeds, and their mean and standard deviation.</summary>
internal static class RepeatsTable
{
    public static void Write(CliConsole console, IReadOnlyList<RunDirectory> runs)
    {
        var table = CliConsole.NewTable("run", "best epoch", "valid", "test, best epoch", "test, last epoch");
        RunReport[] reports = [.. runs.Select(RunReport.Of)];
        for (int i = 0; i < runs.Count; i++)
        {
            table.AddRow(
                Markup.Escape(runs[i].Path),
                $"{reports[i].BestValidation?.Epoch}",
                Text(reports[i].BestValidation?.Accuracy),
                Text(Test(reports[i], RunReport.BestWeights)),
                Text(Test(reports[i], RunReport.LastWeights)));
        }

        table.AddRow(
            "mean +- standard deviation",
            string.Empty,
            Spread([.. reports.Select(report => report.BestValidation?.Accuracy)]),
            Spread([.. reports.Select(report => Test(report, RunReport.BestWeights))]),
            Spread([.. reports.Select(report => Test(report, RunReport.LastWeights))]));
        console.Out.WriteLine();
        console.WriteTable(table);
    }

    /// <summary>Formats mean and sample standard deviation (n - 1) in percent; a single number by itself.</summary>
    internal static string Spread(IReadOnlyList<double?> values)
        => SeedStatistics.Deviation(values) is { } deviation
            ? $"{100 * SeedStatistics.Mean(values):0.00} +- {100 * deviation:0.00} %"
            : Text(SeedStatistics.Mean(values));

    private static double? Test(RunReport report, string weights)
        => report.EvaluationOf(SplitNames.Test, weights)?.Accuracy;

    private static string Text(double? accuracy) => accuracy is { } share ? $"{share:0.00 %}" : "-";
}
