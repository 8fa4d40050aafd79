namespace StRnn.Experiments.Reproduction;

/// <summary>What the paper prints of a row; decimals, so that a figure keeps as many digits as are printed.</summary>
/// <param name="Valid">The validation perplexity; null where none is printed.</param>
/// <param name="Test">The test perplexity, or the test accuracy in percent.</param>
/// <param name="Weights">The number of weights in millions; null where none is printed.</param>
/// <param name="TrainingFlops">The FLOPs of the training / those of the dense row; null where none are printed.</param>
/// <param name="TestFlops">The FLOPs of inference / those of the dense row; null where none are printed.</param>
/// <param name="Source">The publication that the paper quotes for the row; null for a figure of its own.</param>
internal sealed record PublishedFigures(
    decimal? Valid,
    decimal Test,
    double? Weights = null,
    double? TrainingFlops = null,
    double? TestFlops = null,
    string? Source = null)
{
    /// <summary>Gets the spread of the test figure over five runs; null where none is printed.</summary>
    public double? TestDeviation { get; init; }
}
