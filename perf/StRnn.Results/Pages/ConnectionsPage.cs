using ScottPlot;
using StRnn.Experiments.Reproduction;
using StRnn.Reproduction;

namespace StRnn.Results.Pages;

/// <summary>Connections of one weight or of several: quality and time at as many weights.</summary>
internal static class ConnectionsPage
{
    private const string Name = ReproductionTargets.Connections;
    private const int Width = 900;
    private const int Height = 420;

    // Multiples of the whole training time of the dense model.
    private static readonly double[] Budgets = [0.125, 0.25, 0.5, 1];

    /// <summary>Gets the page.</summary>
    public static ResultsPage Page { get; } = new(Name, new Dictionary<string, Func<PageData, string>>
    {
        ["rows"] = data => Tables(data).Rows(),
        ["claims"] = data => Tables(data).Claims(),
        ["equal-time"] = data => Tables(data).EqualTime(SmallRows, Budgets),
    })
    {
        Plot = Plot,
    };

    private static ReproductionTarget Target
        => ReproductionTargets.Get(Name, new ReproductionData(null, ReproductionScale.Medium));

    // The dense model of the smallest LSTM, and the sparse ones that lie on the axis.
    private static IReadOnlyList<ReproductionRow> SmallRows
        => [.. Target.Rows.Where(row => row.IsReference || row.X is not null)];

    private static StudyTables Tables(PageData data) => new(data, Target);

    // A line for each number of weights that a connection has, a point for each sparsity: nearer to the lower left is
    // better.
    private static void Plot(PageData data, string folder)
    {
        var tables = Tables(data);
        var trained = tables.Outcomes.Where(outcome => outcome.Row.X is not null && outcome.Results.Count > 0).ToList();
        if (trained.Count == 0)
        {
            return;
        }

        using var plot = new Plot();
        foreach (var line in trained.GroupBy(outcome => outcome.Row.Label.Split(", sparsity")[0]))
        {
            RowOutcome[] points = [.. line.OrderBy(outcome => outcome.Row.X)];
            var scatter = plot.Add.Scatter(
                (double[])[.. points.Select(point => tables.SecondsAnEpoch(point.Row))],
                [.. points.Select(point => point.Figures.Tests.Average())]);
            scatter.LegendText = line.Key;
        }

        plot.XLabel("seconds an epoch");
        plot.YLabel("test perplexity");
        plot.ShowLegend(Alignment.UpperRight);
        plot.SavePng(Path.Combine(folder, $"{Name}.png"), Width, Height);
    }
}
