using StRnn.Comparison.Measuring;
using StRnn.Comparison.Workers;
using StRnn.Performance;

namespace StRnn.Comparison.Rows;

/// <summary>
/// Training steps against PyTorch's masked dense ones, the peak memory of both processes, and several threads against
/// one.
/// </summary>
internal static class TrainingRows
{
    /// <summary>The steps of one sample of the text classifier.</summary>
    public const int ClassifierSteps = 6;

    private const string Group = "Training";

    public static IEnumerable<Row> Measure(Settings settings)
    {
        foreach (var (model, density) in new[]
        {
            (PaperModel.LargeLstm, 0.20),
            (PaperModel.LargeLstm, 0.33),
            (PaperModel.MediumLstm, 0.20),
            (PaperModel.SmallLstm, 0.20),
            (PaperModel.Rhn, 0.20),
            (PaperModel.Rhn, 0.472),
        })
        {
            settings.Say(FormattableString.Invariant($"training step of the {model.Name} at density {density}"));
            foreach (var row in AgainstPyTorch(settings, model, density))
            {
                yield return row;
            }
        }

        foreach (string mode in (string[])[WorkerOptions.Classify, WorkerOptions.ClassifyText])
        {
            settings.Say($"training step of the text classifier, {mode}");
            yield return Classifier(settings, mode);
        }

        settings.Say($"training step of the {PaperModel.LargeLstm.Name} with one thread and with more");
        yield return Threads(settings);
    }

    /// <summary>Gets the steps of one sample: the fewer, the longer a step of the model lasts.</summary>
    /// <param name="model">The model.</param>
    public static int StepsPerSample(PaperModel model)
        => model == PaperModel.SmallLstm ? 12 : model == PaperModel.MediumLstm ? 4 : 2;

    /// <summary>Creates a function that measures a step in milliseconds, as the median of a sample's steps.</summary>
    /// <param name="worker">The process.</param>
    /// <param name="model">Its model.</param>
    public static Func<double> StepOf(WorkerProcess worker, PaperModel model)
        => () => Statistics.Median(worker.Run(StepsPerSample(model)));

    public static WorkerOptions Options(Settings settings, PaperModel model, double density)
        => new(WorkerOptions.Train, model.Hidden, density, settings.Threads, Depth: model.Depth);

    /// <summary>Measures training steps of this build against those of another one, in turns.</summary>
    /// <param name="settings">Threads and rounds.</param>
    /// <param name="checkout">A checkout that <c>./build.sh build</c> has built.</param>
    public static IEnumerable<Row> AgainstBuild(Settings settings, string checkout)
    {
        foreach (var model in new[] { PaperModel.LargeLstm, PaperModel.SmallLstm, PaperModel.Rhn })
        {
            yield return Against(
                $"training step of the {model.Name}, density 0.20",
                Options(settings, model, 0.20),
                StepsPerSample(model));
        }

        foreach (string mode in (string[])[WorkerOptions.Classify, WorkerOptions.ClassifyText])
        {
            yield return Against(
                $"training step of the text classifier, {WordsOf(mode)}",
                ClassifierOptions(settings, mode),
                ClassifierSteps);
        }

        Row Against(string work, WorkerOptions options, int steps)
        {
            settings.Say(work);
            using var ours = WorkerProcess.Ours(options);
            using var theirs = WorkerProcess.OfBuild(checkout, options);
            var pair = Paired.Measure(Step(ours), Step(theirs), settings.Rounds);
            string other = $"{checkout}: {Ms(pair.TheirsMedian)}";
            return new Row(Group, work, Ms(pair.OursMedian), other, pair.Speedup, Row.Ratio, pair.Range);

            Func<double> Step(WorkerProcess worker) => () => Statistics.Median(worker.Run(steps));
        }
    }

    private static IEnumerable<Row> AgainstPyTorch(Settings settings, PaperModel model, double density)
    {
        string work = FormattableString.Invariant($"training step of the {model.Name}, density {density:F2}");
        var options = Options(settings, model, density);
        using var ours = WorkerProcess.Ours(options);
        using var theirs = WorkerProcess.PyTorch(settings.Peers, options);
        if (theirs is null)
        {
            double alone = Statistics.Median(
                Enumerable.Range(0, settings.Rounds).Select(_ => StepOf(ours, model)()));
            yield return new Row(Group, work, Ms(alone), Row.PeerAbsent, null, Row.Ratio, null);
            yield break;
        }

        var pair = Paired.Measure(StepOf(ours, model), StepOf(theirs, model), settings.Rounds);
        yield return Compared(work, pair, theirs);
        if (density < 0.3 && (model == PaperModel.LargeLstm || model == PaperModel.Rhn))
        {
            double mine = ours.PeakResidentBytes() / 1048576.0, other = theirs.PeakResidentBytes() / 1048576.0;
            yield return new Row(
                Group,
                $"peak resident memory of the process that trains the {model.Name}, peer / ours",
                FormattableString.Invariant($"{mine:F0} MiB"),
                FormattableString.Invariant($"the PyTorch process: {other:F0} MiB"),
                other / mine,
                Row.Ratio,
                null);
        }
    }

    // The peer's time does not depend on the words; its density only fills the masks.
    private static Row Classifier(Settings settings, string mode)
    {
        var options = ClassifierOptions(settings, mode);
        string work = $"training step of the text classifier (256, T 100, B 64, Adam), epsilon 10, {WordsOf(mode)}";
        using var ours = WorkerProcess.Ours(options);
        using var theirs = WorkerProcess.PyTorch(settings.Peers, options);
        double OurTime() => Statistics.Median(ours.Run(ClassifierSteps));
        return theirs is null
            ? new Row(Group, work, Ms(OurTime()), Row.PeerAbsent, null, Row.Ratio, null)
            : Compared(
                work,
                Paired.Measure(OurTime, () => Statistics.Median(theirs.Run(ClassifierSteps)), settings.Rounds),
                theirs);
    }

    /// <summary>The training of the text classifier.</summary>
    /// <param name="settings">The threads.</param>
    /// <param name="mode">Which words it reads.</param>
    public static WorkerOptions ClassifierOptions(Settings settings, string mode)
        => new(mode, Hidden: 256, Density: 0.0431, settings.Threads, Vocabulary: 20_000, Batch: 64, Steps: 100);

    private static string WordsOf(string mode)
        => mode == WorkerOptions.Classify ? "words uniform" : "words repeat as in texts (Zipf)";

    private static Row Threads(Settings settings)
    {
        var model = PaperModel.LargeLstm;
        using var several = WorkerProcess.Ours(Options(settings, model, 0.20));
        using var one = WorkerProcess.Ours(Options(settings with { Threads = 1 }, model, 0.20));
        var pair = Paired.Measure(StepOf(several, model), StepOf(one, model), settings.Rounds);
        return new Row(
            Group,
            FormattableString.Invariant($"{settings.Threads} threads against 1, {model.Name} at density 0.20"),
            Ms(pair.OursMedian),
            $"our own, 1 thread: {Ms(pair.TheirsMedian)}",
            pair.Speedup,
            Row.Ratio,
            pair.Range);
    }

    private static Row Compared(string work, Paired pair, WorkerProcess peer) => new(
        Group,
        work,
        Ms(pair.OursMedian),
        $"masked dense, {peer.Version()}: {Ms(pair.TheirsMedian)}",
        pair.Speedup,
        Row.Ratio,
        pair.Range);

    private static string Ms(double milliseconds) => FormattableString.Invariant($"{milliseconds:F1} ms");
}
