using StRnn.Experiments.Configuration;
using StRnn.Experiments.Runs;
using StRnn.Training;

namespace StRnn.Cli.Reproduction;

/// <summary>What one row came to with one seed.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="IsAccuracy">Whether the numbers are accuracies, of which more is better, and not perplexities.</param>
/// <param name="Valid">Of the best validation epoch: perplexity, or accuracy.</param>
/// <param name="Test">The same on the test set.</param>
/// <param name="Weights">Connections, or weights of a dense model; null for a model that has none.</param>
/// <param name="Flops">FLOPs of the training by the paper's convention.</param>
/// <param name="Seconds">Wall-clock seconds of the process that finished it.</param>
internal sealed record RowResult(
    ulong Seed, bool IsAccuracy, double? Valid, double? Test, long? Weights, double? Flops, double? Seconds)
{
    /// <summary>
    /// Texts to learn from, with those that validate; null for a language model, and for a run from before they were
    /// recorded.
    /// </summary>
    public int? Texts { get; init; }

    /// <summary>Of a finished run; null where it is not.</summary>
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
