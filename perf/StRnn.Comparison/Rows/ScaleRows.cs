using StRnn.Comparison.Measuring;
using StRnn.Comparison.Workers;
using StRnn.Performance;

namespace StRnn.Comparison.Rows;

/// <summary>Work that grows with nnz only: the topology update, and one layer that grows wider at equal nnz.</summary>
internal static class ScaleRows
{
    // The Penn Treebank in windows of 20 x 35: 929,589 / 700.
    private const int StepsPerEpoch = 1327;

    public static IEnumerable<Row> Measure(Settings settings)
    {
        settings.Say($"topology update of the {PaperModel.LargeLstm.Name}");
        yield return TopologyUpdate(settings);
        foreach (var row in WideLayer(settings))
        {
            yield return row;
        }
    }

    private static Row TopologyUpdate(Settings settings)
    {
        var model = PaperModel.LargeLstm;
        using var update = WorkerProcess.Ours(
            new WorkerOptions(WorkerOptions.Update, model.Hidden, 0.20, settings.Threads));
        using var train = WorkerProcess.Ours(TrainingRows.Options(settings, model, 0.20));
        var pair = Paired.Measure(() => update.Run(1)[0], () => train.Run(1)[0], settings.Rounds);
        double share = pair.OursMedian / (StepsPerEpoch * pair.TheirsMedian);
        return new Row(
            "Scale",
            $"topology update of all tensors of the {model.Name} at density 0.20, share of an epoch of 1,327 steps",
            FormattableString.Invariant($"{pair.OursMedian:F0} ms"),
            FormattableString.Invariant($"our own training step: {pair.TheirsMedian:F0} ms"),
            100 * share,
            Row.Share,
            null);
    }

    private static IEnumerable<Row> WideLayer(Settings settings)
    {
        // 4 x 2 x H^2 x density is 16 million nonzeros each time.
        (int Hidden, double Density)[] sizes = [(5000, 0.08), (10_000, 0.02), (20_000, 0.005)];
        settings.Say("one layer of H = 5,000, 10,000 and 20,000 at equal nnz");
        var workers = new List<WorkerProcess>();
        try
        {
            foreach (var (hidden, density) in sizes)
            {
                workers.Add(WorkerProcess.Ours(
                    new WorkerOptions(WorkerOptions.Layer, hidden, density, settings.Threads)));
            }

            // One more round goes before those that count.
            double[][] rounds =
                [.. Enumerable.Range(0, settings.Rounds + 1).Select(_ => workers.Select(StepTime).ToArray()).Skip(1)];
            double[] memory = [.. workers.Select(worker => worker.PeakResidentBytes() / 1048576.0)];
            return
            [
                Line(
                    "training step of one layer, H = 20,000 at density 0.005 (16 million nonzeros, B 20, T 35)",
                    rounds,
                    "ms"),
                Line("peak resident memory of that layer's process", [memory], "MiB"),
            ];
        }
        finally
        {
            workers.ForEach(worker => worker.Dispose());
        }

        static double StepTime(WorkerProcess worker)
        {
            Thread.Sleep(Paired.Pause);
            return worker.Run(1)[0];
        }

        // Only the activations grow with H at equal nnz, linearly: the line through the two smaller sizes, round by
        // round.
        Row Line(string work, double[][] rounds, string unit)
        {
            double[] expected = [.. rounds.Select(round => round[1]
                + ((round[1] - round[0]) / (sizes[1].Hidden - sizes[0].Hidden) * (sizes[2].Hidden - sizes[1].Hidden)))];
            double[] ratios = [.. rounds.Zip(expected, (round, line) => round[2] / line)];
            double Median(int size) => Statistics.Median([.. rounds.Select(round => round[size])]);
            return new Row(
                "Scale",
                work,
                FormattableString.Invariant($"{Median(2):F0} {unit}"),
                FormattableString.Invariant($"the line through H = 5,000 at 0.08 ({Median(0):F0} {unit}) and ")
                    + FormattableString.Invariant($"H = 10,000 at 0.02 ({Median(1):F0} {unit}): ")
                    + FormattableString.Invariant($"{Statistics.Median(expected):F0} {unit}"),
                Statistics.Median(ratios),
                Row.Ratio,
                rounds.Length > 1 ? Quartiles.Of(ratios) : null);
        }
    }
}
