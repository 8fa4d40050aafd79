using System.Globalization;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Reproduction;
using StRnn.Experiments.Runs;
using StRnn.Training;

namespace StRnn.Cli.Reproduction;

/// <summary>The results of one row.</summary>
/// <param name="Row">The row.</param>
/// <param name="Results">The results seed by seed, of those that finished.</param>
/// <param name="Problem">The reason why some or all are missing; null if all finished.</param>
internal sealed record RowOutcome(ReproductionRow Row, IReadOnlyList<RowResult> Results, string? Problem);

/// <summary>The result of one row with one seed.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="IsAccuracy">True for accuracies, of which more is better; false for perplexities.</param>
/// <param name="Valid">Perplexity or accuracy of the best validation epoch.</param>
/// <param name="Test">Perplexity or accuracy on the test set.</param>
/// <param name="Weights">Connections, or weights of a dense model; null for a model that has none.</param>
/// <param name="Flops">FLOPs of the training by the paper's convention.</param>
/// <param name="Seconds">Wall-clock seconds of the process that finished it.</param>
internal sealed record RowResult(
    ulong Seed, bool IsAccuracy, double? Valid, double? Test, long? Weights, double? Flops, double? Seconds)
{
    /// <summary>
    /// Gets the number of texts to learn from, including those for validation; null for a language model, and for a
    /// run from before the number was recorded.
    /// </summary>
    public int? Texts { get; init; }

    /// <summary>Reads the result of a run; null if it is not finished.</summary>
    public static RowResult? Of(RunDirectory run, ulong seed)
    {
        var report = RunReport.Of(run);
        if (!report.IsFinished)
        {
            return null;
        }

        var done = report.Last!;
        var valid = report.BestValidation;
        var test = report.EvaluationOf(SplitNames.Test);
        bool isClassifier = test?.Accuracy is not null;
        return new RowResult(
            seed,
            isClassifier,
            isClassifier ? valid?.Accuracy : done.Perplexity,
            isClassifier ? test?.Accuracy : test?.Perplexity,
            done.Nnz,
            done.FlopsPaper,
            done.ElapsedS)
        {
            Texts = (RunConfig.Read(run) as ClassifierConfig)?.Data.TrainTexts,
        };
    }
}

/// <summary>Compares two rows by their differences seed by seed, by Student's t at 95 %.</summary>
internal static class Verdict
{
    /// <summary>Describes the difference of the test figures.</summary>
    /// <param name="ours">The row.</param>
    /// <param name="theirs">The row that it is compared with.</param>
    /// <returns>One line; null if no seed has both.</returns>
    public static string? Of(RowOutcome ours, RowOutcome theirs)
    {
        double?[] differences =
        [
            .. ours.Results.Join(
                theirs.Results,
                mine => mine.Seed,
                other => other.Seed,
                (mine, other) => (mine.IsAccuracy ? 100 : 1) * (mine.Test - other.Test)),
        ];
        if (SeedStatistics.Mean(differences) is not { } mean)
        {
            return null;
        }

        if (SeedStatistics.HalfInterval(differences) is not { } bound)
        {
            return $"{Number(mean)} (one seed: no verdict)";
        }

        string verdict = Math.Abs(mean) <= bound ? "covered by the spread"
            : mean > 0 == ours.Results[0].IsAccuracy ? "better"
            : "worse";
        return $"{Number(mean)} +- {Number(bound)}: {verdict}";
    }

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
