using ScottPlot;
using StRnn.Experiments.Reproduction;
using StRnn.Experiments.Runs;

namespace StRnn.Reproduction;

/// <summary>
/// Draws a figure: one line for each series, bars for the spread over seeds, and a horizontal line for the dense model.
/// </summary>
internal static class ReproductionPlot
{
    private const int Width = 900;
    private const int Height = 420;
    private const float MarkerSize = 7;

    /// <summary>Writes <c>NAME.png</c>.</summary>
    /// <returns>The picture's name; null for a table, or without a finished row.</returns>
    public static string? Write(string folder, ReproductionTarget target, IReadOnlyList<RowOutcome> outcomes)
    {
        var points = outcomes.Where(outcome => outcome.Row.X is not null && outcome.Results.Count > 0).ToList();
        if (target.Axis is null || points.Count == 0)
        {
            return null;
        }

        Directory.CreateDirectory(folder);
        var figure = new Multiplot();
        var series = points.GroupBy(outcome => outcome.Row.Series!).ToList();
        figure.AddPlots(series.Count);
        figure.Layout = new ScottPlot.MultiplotLayouts.Columns();
        for (int i = 0; i < series.Count; i++)
        {
            var plot = figure.GetPlot(i);
            Draw(plot, series[i].Key, target.Axis, [.. series[i].OrderBy(outcome => outcome.Row.X)]);
            string key = series[i].Key;
            var dense = outcomes.FirstOrDefault(outcome => outcome.Row.IsReference && outcome.Row.Series == key);
            if (dense is { Results.Count: > 0 })
            {
                DrawDense(plot, key, dense);
            }
        }

        figure.SavePng(Path.Combine(folder, $"{target.Name}.png"), Width, Height);
        return $"{target.Name}.png";
    }

    // Named in the title, since a legend would cover points.
    private static void DrawDense(Plot plot, string title, RowOutcome dense)
    {
        plot.Add.HorizontalLine(dense.Figures.Tests.Average()).LinePattern = LinePattern.Dashed;
        plot.Title($"{title} (dashed: dense)");
    }

    private static void Draw(Plot plot, string title, string axis, IReadOnlyList<RowOutcome> points)
    {
        bool isAccuracy = points[0].IsAccuracy;
        double factor = isAccuracy ? 100 : 1;
        double[] x = [.. points.Select(point => point.Row.X!.Value)];
        double[] y = Figures(SeedStatistics.Mean, ifNone: double.NaN);
        var line = plot.Add.Scatter(x, y);
        line.MarkerSize = MarkerSize;
        double[] spread = Figures(SeedStatistics.Deviation, ifNone: 0);
        if (spread.Any(value => value > 0))
        {
            plot.Add.ErrorBar(x, y, spread);
        }

        plot.Title(title);
        plot.XLabel(axis);
        plot.YLabel(isAccuracy ? "test accuracy, %" : "test perplexity");

        double[] Figures(Func<IEnumerable<double?>, double?> of, double ifNone)
            => [.. points.Select(point => factor * (of(point.Results.Select(result => result.Test)) ?? ifNone))];
    }
}
