using StRnn.Comparison.Measuring;
using StRnn.Comparison.Workers;
using StRnn.Performance;

namespace StRnn.Comparison.Rows;

/// <summary>
/// Training steps of models whose connections join units, in turns with those of single weights, with our own dense
/// steps, and with PyTorch's masked dense ones.
/// </summary>
internal static class UnitConnectionRows
{
    private const string Group = "Training, connections between units";
    private const double Density = 0.20;

    private static readonly PaperModel[] Models =
        [PaperModel.LargeLstm, PaperModel.MediumLstm, PaperModel.SmallLstm, PaperModel.Rhn];

    public static IEnumerable<Row> Measure(Settings settings)
        => Models.SelectMany(model => LanguageModel(settings, model)).Concat(Classifier(settings));

    private static List<Row> LanguageModel(Settings settings, PaperModel model)
    {
        var options = TrainingRows.Options(settings, model, Density);
        return Measure(
            settings,
            FormattableString.Invariant($"training step of the {model.Name}, density {Density:F2}"),
            options,
            options with { Density = 1 },
            TrainingRows.StepsPerSample(model));
    }

    private static List<Row> Classifier(Settings settings) => Measure(
        settings,
        "training step of the text classifier (256, T 100, B 64, Adam), epsilon 10, words repeat as in texts (Zipf)",
        TrainingRows.ClassifierOptions(settings, WorkerOptions.ClassifyText),
        ofDense: null,
        TrainingRows.ClassifierSteps);

    // All processes in one rotation, so that each ratio is of samples of the same round.
    private static List<Row> Measure(
        Settings settings, string work, WorkerOptions options, WorkerOptions? ofDense, int steps)
    {
        settings.Say($"{work}, unit connections");
        using var unit = WorkerProcess.Ours(options with { UnitConnections = true });
        using var single = WorkerProcess.Ours(options);
        using var dense = ofDense is null ? null : WorkerProcess.Ours(ofDense);
        using var torch = WorkerProcess.PyTorch(settings.Peers, options);
        (string Name, WorkerProcess? Worker)[] peers =
        [
            (torch is null ? "PyTorch" : $"masked dense, {torch.Version()}", torch),
            ("our own, connections of one weight", single),
            ("our own dense step", dense),
        ];
        var present = peers.Where(peer => peer.Worker is not null).ToList();
        var times = Turns.Measure([StepOf(unit), .. present.Select(peer => StepOf(peer.Worker!))], settings.Rounds);
        return
        [
            .. present.Select((peer, i) => new Paired(times[0], times[i + 1])).Zip(present, (pair, peer) => new Row(
                Group,
                work,
                Ms(pair.OursMedian),
                $"{peer.Name}: {Ms(pair.TheirsMedian)}",
                pair.Speedup,
                Row.Ratio,
                pair.Range)),
        ];

        Func<double> StepOf(WorkerProcess worker) => () => Statistics.Median(worker.Run(steps));
    }

    private static string Ms(double milliseconds) => FormattableString.Invariant($"{milliseconds:F1} ms");
}
