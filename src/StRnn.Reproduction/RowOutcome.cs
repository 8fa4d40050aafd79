using StRnn.Accounting;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Methods;
using StRnn.Experiments.Reproduction;
using StRnn.Experiments.Runs;
using StRnn.Training;

namespace StRnn.Reproduction;

/// <summary>The results of one row.</summary>
/// <param name="Row">The row.</param>
/// <param name="Results">The results seed by seed, of those that finished.</param>
/// <param name="Problem">The reason why some or all are missing; null if all finished.</param>
internal sealed record RowOutcome(ReproductionRow Row, IReadOnlyList<RowResult> Results, string? Problem)
{
    /// <summary>Gets a value indicating whether the figures are accuracies.</summary>
    public bool IsAccuracy => Results.Count > 0 && Results[0].IsAccuracy;

    /// <summary>Gets the test figures to compare: perplexities, or accuracies in percent.</summary>
    public RowFigures Figures => new(
        Row, IsAccuracy, [.. Results.Select(result => result.Test * (IsAccuracy ? 100 : 1)).OfType<double>()])
    {
        FirstValid = Results.FirstOrDefault(result => result.Seed == 1)?.Valid,
    };

    /// <summary>Returns the mean of a figure over the seeds; null where there is none.</summary>
    public double? Mean(Func<RowResult, double?> figure) => SeedStatistics.Mean(Results.Select(figure));
}

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
    /// Gets the FLOPs of inference on one window of 700 tokens, by the paper's convention, of the model at the end of
    /// the training; null for a model that has none, and for one that loses units (its weights are counted after they
    /// are extracted).
    /// </summary>
    public double? TestFlops { get; init; }

    /// <summary>
    /// Gets the number of texts to learn from, including those for validation; null for a language model, and for a
    /// run from before the number was recorded.
    /// </summary>
    public int? Texts { get; init; }

    /// <summary>Returns the FLOPs of inference on one window.</summary>
    /// <param name="perToken">The FLOPs of a forward pass per token.</param>
    /// <param name="method">The method's name.</param>
    public static double? InferenceFlops(double? perToken, string method)
        => method == MethodNames.IntrinsicStructures ? null : perToken * PaperConvention.WindowTokens;

    /// <summary>Reads the result of a run; null if it is not finished.</summary>
    public static RowResult? Of(RunDirectory run, ulong seed)
    {
        var report = RunReport.Of(run);
        if (!report.IsFinished)
        {
            return null;
        }

        var config = RunConfig.Read(run);
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
            TestFlops = InferenceFlops(done.InferenceFlopsPerToken, config.Method.Name),
            Texts = (config as ClassifierConfig)?.Data.TrainTexts,
        };
    }
}
