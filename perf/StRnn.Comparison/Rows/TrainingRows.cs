using System.Globalization;
using StRnn.Comparison.Measuring;
using StRnn.Comparison.Workers;

namespace StRnn.Comparison.Rows;

/// <summary>Training steps against PyTorch's masked dense ones, the peak memory of both processes, and our own threads.</summary>
internal static class TrainingRows
{
    private const string Group = "Training";

    public static IEnumerable<Row> Measure(Settings settings)
    {
        foreach (var (shape, density, target) in new (ModelShape, double, Target)[]
        {
            (ModelShape.W1, 0.20, new Target(3, 5, 7)),
            (ModelShape.W1, 0.33, new Target(1.8, 3, 4.2)),
            (ModelShape.W2, 0.20, new Target(2, 3.5, 5)),
            (ModelShape.W3, 0.20, new Target(2, 4, 6)),
            (ModelShape.W5, 0.20, new Target(3, 5.5, double.PositiveInfinity)),
            (ModelShape.W5, 0.472, new Target(1.6, 2.5, double.PositiveInfinity)),
        })
        {
            settings.Say(FormattableString.Invariant($"training step {shape.Name} at density {density}"));
            foreach (var row in AgainstPyTorch(settings, shape, density, target))
            {
                yield return row;
            }
        }

        foreach (string mode in (string[])[WorkerOptions.Classify, WorkerOptions.ClassifyText])
        {
            settings.Say($"training step W4, {mode}");
            yield return Classifier(settings, mode);
        }

        settings.Say("training step W1 with one thread and with more");
        yield return Threads(settings);
    }

    /// <summary>Milliseconds of one step, the median of a sample's steps.</summary>
    public static Func<double> StepOf(WorkerProcess worker, ModelShape shape)
        => () => Statistics.Median(worker.Run(shape.StepsPerRound));

    public static WorkerOptions Options(Settings settings, ModelShape shape, double density)
        => new(WorkerOptions.Train, shape.Hidden, density, settings.Threads, Depth: shape.Depth);

    private static IEnumerable<Row> AgainstPyTorch(Settings settings, ModelShape shape, double density, Target target)
    {
        string work = FormattableString.Invariant($"training step {shape.Name}, density {density:F2}");
        var options = Options(settings, shape, density);
        using var ours = WorkerProcess.Ours(options);
        using var theirs = WorkerProcess.PyTorch(settings.Peers, options);
        if (theirs is null)
        {
            double alone = Statistics.Median(Enumerable.Range(0, settings.Rounds).Select(_ => StepOf(ours, shape)()));
            yield return new Row(Group, work, Ms(alone), Row.PeerAbsent, null, Row.Ratio, null, target);
            yield break;
        }

        var pair = Paired.Measure(StepOf(ours, shape), StepOf(theirs, shape), settings.Rounds);
        yield return new Row(
            Group, work, Ms(pair.OursMedian), $"masked dense, {theirs.Version()}: {Ms(pair.TheirsMedian)}", pair.Speedup, Row.Ratio, pair.Range, target);
        if (density < 0.3 && (shape == ModelShape.W1 || shape == ModelShape.W5))
        {
            double mine = ours.PeakResidentBytes() / 1048576.0, other = theirs.PeakResidentBytes() / 1048576.0;
            yield return new Row(
                Group,
                $"peak resident memory of {shape.Name}'s training process, peer / ours",
                FormattableString.Invariant($"{mine:F0} MiB"),
                FormattableString.Invariant($"the PyTorch process: {other:F0} MiB"),
                other / mine,
                Row.Ratio,
                null,
                shape == ModelShape.W1 ? new Target(3.5, 6, 8) : null);
        }
    }

    // The peer's time does not depend on the words; its density only fills the masks.
    private static Row Classifier(Settings settings, string mode)
    {
        const int StepsPerRound = 6;
        var options = new WorkerOptions(mode, Hidden: 256, Density: 0.0431, settings.Threads, Vocabulary: 20_000, Batch: 64, Steps: 100);
        string words = mode == WorkerOptions.Classify ? "words uniform" : "words repeat as in texts (Zipf)";
        string work = $"training step W4 (classifier, 256, T 100, B 64, Adam), epsilon 10, {words}";
        using var ours = WorkerProcess.Ours(options);
        using var theirs = WorkerProcess.PyTorch(settings.Peers, options);
        var target = new Target(4.5, 10, 15);
        double OurTime() => Statistics.Median(ours.Run(StepsPerRound));
        if (theirs is null)
        {
            return new Row(Group, work, Ms(OurTime()), Row.PeerAbsent, null, Row.Ratio, null, target);
        }

        var pair = Paired.Measure(OurTime, () => Statistics.Median(theirs.Run(StepsPerRound)), settings.Rounds);
        return new Row(
            Group, work, Ms(pair.OursMedian), $"masked dense, {theirs.Version()}: {Ms(pair.TheirsMedian)}", pair.Speedup, Row.Ratio, pair.Range, target);
    }

    private static Row Threads(Settings settings)
    {
        using var several = WorkerProcess.Ours(Options(settings, ModelShape.W1, 0.20));
        using var one = WorkerProcess.Ours(Options(settings with { Threads = 1 }, ModelShape.W1, 0.20));
        var pair = Paired.Measure(StepOf(several, ModelShape.W1), StepOf(one, ModelShape.W1), settings.Rounds);
        return new Row(
            Group,
            string.Create(CultureInfo.InvariantCulture, $"{settings.Threads} threads against 1, W1 at 0.20"),
            Ms(pair.OursMedian),
            $"ourselves, 1 thread: {Ms(pair.TheirsMedian)}",
            pair.Speedup,
            Row.Ratio,
            pair.Range,
            new Target(1.6, 1.85, 2));
    }

    private static string Ms(double milliseconds) => FormattableString.Invariant($"{milliseconds:F1} ms");
}
