using StRnn.Comparison.Measuring;
using StRnn.Comparison.Workers;
using StRnn.Performance;

namespace StRnn.Comparison.Rows;

/// <summary>
/// One word per stream through the large LSTM, against a hand-written PyTorch cell (nn.LSTM is several times slower at
/// one step).
/// </summary>
internal static class InferenceRows
{
    private const string Group = "Inference";
    private const int StepsPerRound = 15;

    public static IEnumerable<Row> Measure(Settings settings)
    {
        var model = PaperModel.LargeLstm;
        foreach (int batch in new[] { 1, 20 })
        {
            settings.Say(FormattableString.Invariant($"inference of the {model.Name}, batch {batch}"));
            string work = FormattableString.Invariant($"one token, {model.Name} at density 0.20, batch {batch}");
            var options = new WorkerOptions(WorkerOptions.Infer, model.Hidden, 0.20, settings.Threads, Batch: batch);
            using var ours = WorkerProcess.Ours(options);
            using var theirs = WorkerProcess.PyTorch(settings.Peers, options);
            Func<double> mine = () => Statistics.Median(ours.Run(StepsPerRound));
            if (theirs is null)
            {
                yield return new Row(Group, work, Ms(mine()), Row.PeerAbsent, null, Row.Ratio, null);
                continue;
            }

            var pair = Paired.Measure(mine, () => Statistics.Median(theirs.Run(StepsPerRound)), settings.Rounds);
            yield return new Row(
                Group,
                work,
                Ms(pair.OursMedian),
                $"PyTorch, hand-written cell: {Ms(pair.TheirsMedian)}",
                pair.Speedup,
                Row.Ratio,
                pair.Range);
        }
    }

    private static string Ms(double milliseconds) => FormattableString.Invariant($"{milliseconds:F2} ms");
}
