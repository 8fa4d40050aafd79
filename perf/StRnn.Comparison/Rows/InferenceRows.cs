using StRnn.Comparison.Measuring;
using StRnn.Comparison.Workers;

namespace StRnn.Comparison.Rows;

/// <summary>One word per stream through W1, against the hand-written PyTorch cell (nn.LSTM is several times slower at one step).</summary>
internal static class InferenceRows
{
    private const int StepsPerRound = 15;

    public static IEnumerable<Row> Measure(Settings settings)
    {
        foreach (var (batch, target) in new[] { (1, new Target(2.5, 3.3, 6)), (20, new Target(3, 4.5, 6)) })
        {
            settings.Say(FormattableString.Invariant($"inference W1, batch {batch}"));
            string work = FormattableString.Invariant($"one token, W1 at 0.20, batch {batch}");
            var options = new WorkerOptions(WorkerOptions.Infer, ModelShape.W1.Hidden, 0.20, settings.Threads, Batch: batch);
            using var ours = WorkerProcess.Ours(options);
            using var theirs = WorkerProcess.PyTorch(settings.Peers, options);
            Func<double> mine = () => Statistics.Median(ours.Run(StepsPerRound));
            if (theirs is null)
            {
                yield return new Row("Inference", work, Ms(mine()), Row.PeerAbsent, null, Row.Ratio, null, target);
                continue;
            }

            var pair = Paired.Measure(mine, () => Statistics.Median(theirs.Run(StepsPerRound)), settings.Rounds);
            yield return new Row(
                "Inference", work, Ms(pair.OursMedian), $"PyTorch, hand-written cell: {Ms(pair.TheirsMedian)}", pair.Speedup, Row.Ratio, pair.Range, target);
        }
    }

    private static string Ms(double milliseconds) => FormattableString.Invariant($"{milliseconds:F2} ms");
}
