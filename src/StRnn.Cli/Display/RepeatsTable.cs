using Spectre.Console;
using StRnn.Cli.Hosting;
using StRnn.Experiments.Runs;
using StRnn.Training;

namespace StRnn.Cli.Display;

/// <summary>The runs of several seeds, and their mean and standard deviation.</summary>
internal static class RepeatsTable
{
    public static void Write(CliConsole console, IReadOnlyList<RunDirectory> runs)
    {
        var table = new Table().AddColumn("run");
        foreach (string header in new[] { "best epoch", "valid", "test, best epoch", "test, last epoch" })
        {
            table.AddColumn(new TableColumn(header).RightAligned());
        }

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

    /// <summary>Mean and sample standard deviation (n - 1) in percent; of one number only that.</summary>
    internal static string Spread(IReadOnlyList<double?> values)
    {
        double[] known = [.. values.OfType<double>()];
        if (known.Length == 0)
        {
            return "-";
        }

        double mean = known.Average();
        return known.Length == 1
            ? Text(mean)
            : $"{100 * mean:0.00} +- {100 * Math.Sqrt(known.Sum(value => (value - mean) * (value - mean)) / (known.Length - 1)):0.00} %";
    }

    private static double? Test(RunReport report, string weights) => report.EvaluationOf(SplitNames.Test, weights)?.Accuracy;

    private static string Text(double? accuracy) => accuracy is { } share ? $"{share:0.00 %}" : "-";
}
