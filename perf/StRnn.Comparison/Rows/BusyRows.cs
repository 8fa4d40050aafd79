using StRnn.Comparison.Measuring;
using StRnn.Comparison.Workers;
using StRnn.Performance;

namespace StRnn.Comparison.Rows;

/// <summary>Training steps with several threads against steps with one, beside busy programs and alone.</summary>
internal static class BusyRows
{
    /// <summary>Measures.</summary>
    /// <param name="settings">Threads and rounds.</param>
    /// <param name="checkout">Another build to measure instead of this one; null for this one.</param>
    public static IEnumerable<Row> Measure(Settings settings, string? checkout)
    {
        foreach (var model in new[] { PaperModel.SmallLstm, PaperModel.MediumLstm, PaperModel.Rhn })
        {
            foreach (int programs in (int[])[0, 1, settings.Threads, 2 * settings.Threads])
            {
                string work = $"training step of the {model.Name}, density 0.20, {programs} busy programs";
                settings.Say(work);
                using var several = Start(settings.Threads);
                using var one = Start(1);
                using var others = new OtherPrograms(programs);
                var pair = Paired.Measure(
                    TrainingRows.StepOf(several, model), TrainingRows.StepOf(one, model), settings.Rounds);
                settings.Say(FormattableString.Invariant(
                    $"{pair.OursMedian:F1} ms, with 1 thread {pair.TheirsMedian:F1} ms: {pair.Speedup:F2}x"));
                yield return new Row(
                    "Beside other programs",
                    work,
                    FormattableString.Invariant($"{settings.Threads} threads: {pair.OursMedian:F1} ms"),
                    FormattableString.Invariant($"1 thread: {pair.TheirsMedian:F1} ms"),
                    pair.Speedup,
                    Row.Ratio,
                    pair.Range);
            }

            WorkerProcess Start(int threads)
            {
                var options = TrainingRows.Options(settings with { Threads = threads }, model, 0.20);
                return checkout is null ? WorkerProcess.Ours(options) : WorkerProcess.OfBuild(checkout, options);
            }
        }
    }
}
