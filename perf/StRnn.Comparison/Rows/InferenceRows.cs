using StRnn.Comparison.Measuring;
using StRnn.Comparison.Workers;
using StRnn.Performance;
using StRnn.Tensors;

namespace StRnn.Comparison.Rows;

/// <summary>
/// One word per stream through the large LSTM, in every form of weights and connections, against a hand-written PyTorch
/// cell (nn.LSTM is several times slower at one step).
/// </summary>
internal static class InferenceRows
{
    private const string Group = "Inference";
    private const int StepsPerRound = 15;

    private static readonly (string Name, WeightStorage Weights, bool UnitConnections)[] Forms =
    [
        (string.Empty, WeightStorage.Float32, false),
        (", bfloat16", WeightStorage.BFloat16, false),
        (", unit connections", WeightStorage.Float32, true),
        (", unit connections, bfloat16", WeightStorage.BFloat16, true),
    ];

    public static IEnumerable<Row> Measure(Settings settings)
        => from batch in (int[])[1, 20]
           from form in Forms
           select Measure(settings, batch, form.Name, form.Weights, form.UnitConnections);

    private static Row Measure(Settings settings, int batch, string form, WeightStorage weights, bool unitConnections)
    {
        var model = PaperModel.LargeLstm;
        settings.Say(FormattableString.Invariant($"inference of the {model.Name}{form}, batch {batch}"));
        string work = FormattableString.Invariant($"one token, {model.Name} at density 0.20{form}, batch {batch}");
        var options = new WorkerOptions(WorkerOptions.Infer, model.Hidden, 0.20, settings.Threads, Batch: batch);
        using var ours = WorkerProcess.Ours(options with { Weights = weights, UnitConnections = unitConnections });
        using var theirs = WorkerProcess.PyTorch(settings.Peers, options);
        Func<double> mine = () => Statistics.Median(ours.Run(StepsPerRound));
        if (theirs is null)
        {
            return new Row(Group, work, Ms(mine()), Row.PeerAbsent, null, Row.Ratio, null);
        }

        var pair = Paired.Measure(mine, () => Statistics.Median(theirs.Run(StepsPerRound)), settings.Rounds);
        return new Row(
            Group,
            work,
            Ms(pair.OursMedian),
            $"PyTorch, hand-written cell: {Ms(pair.TheirsMedian)}",
            pair.Speedup,
            Row.Ratio,
            pair.Range);
    }

    private static string Ms(double milliseconds) => FormattableString.Invariant($"{milliseconds:F2} ms");
}
