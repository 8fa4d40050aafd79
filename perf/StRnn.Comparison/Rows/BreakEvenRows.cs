using StRnn.Comparison.Measuring;
using StRnn.Comparison.Workers;
using StRnn.Performance;

namespace StRnn.Comparison.Rows;

/// <summary>The density at which our sparse step takes as long as our own dense step, and as PyTorch's.</summary>
internal static class BreakEvenRows
{
    private static readonly double[] Densities = [0.1, 0.2, 0.33, 0.5, 0.7, 0.9];

    public static IEnumerable<Row> Measure(Settings settings)
        => new[] { PaperModel.LargeLstm, PaperModel.MediumLstm, PaperModel.SmallLstm }.SelectMany(
            model => Measure(settings, model));

    private static IEnumerable<Row> Measure(Settings settings, PaperModel model)
    {
        settings.Say($"break-even density of the {model.Name}");
        var workers = Densities
            .Select(density => WorkerProcess.Ours(TrainingRows.Options(settings, model, density)))
            .ToList();
        var dense = WorkerProcess.Ours(TrainingRows.Options(settings, model, 1));
        var torch = WorkerProcess.PyTorch(settings.Peers, TrainingRows.Options(settings, model, 1));
        try
        {
            List<WorkerProcess> all = torch is null ? [.. workers, dense] : [.. workers, dense, torch];
            var times = Turns.Measure(
                [.. all.Select(worker => TrainingRows.StepOf(worker, model))], settings.Rounds);
            double[] medians = [.. times.Select(Statistics.Median)];
            List<(double X, double Y)> curve = [.. Densities.Zip(medians)];
            string ours = string.Join(
                ", ", curve.Select(point => FormattableString.Invariant($"{point.X:0.##}: {point.Y:F1} ms")));
            yield return RowOf(model, ours, "our own dense step", curve, medians[Densities.Length]);
            if (torch is not null)
            {
                yield return RowOf(model, ours, "PyTorch's masked dense step", curve, medians[^1]);
            }
        }
        finally
        {
            workers.ForEach(worker => worker.Dispose());
            dense.Dispose();
            torch?.Dispose();
        }
    }

    private static Row RowOf(PaperModel model, string ours, string peer, List<(double X, double Y)> curve, double level)
    {
        double? crossing = Statistics.Crossing(curve, level);
        string verdict = crossing is not null ? string.Empty
            : curve[^1].Y < level ? " (sparse is faster up to 0.9)"
            : " (sparse is slower down to 0.1)";
        return new Row(
            "Break-even density",
            $"{model.Name}: sparse step = {peer}",
            ours,
            FormattableString.Invariant($"{peer}: {level:F1} ms{verdict}"),
            crossing,
            Row.Density,
            null);
    }
}
