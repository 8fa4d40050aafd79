using StRnn.Experiments.Configuration;

namespace StRnn.Experiments.Reproduction;

/// <summary>One row of a table: a run to train, a model to fit, or a figure that can only be quoted.</summary>
/// <param name="Key">The name on the command line and of the folder.</param>
/// <param name="Label">The name in the table.</param>
internal sealed record ReproductionRow(string Key, string Label)
{
    /// <summary>The beginning of the key of a row that is only quoted.</summary>
    public const string QuotedKey = "quoted-";

    /// <summary>Gets the run of seed 1; null for a row that trains nothing.</summary>
    public RunConfig? Config { get; init; }

    /// <summary>
    /// Gets the longest word sequence counted, for a bag of words or n-grams; null for other rows.
    /// </summary>
    public int? Ngrams { get; init; }

    /// <summary>Gets what the paper prints of the row; null for a row that the paper does not have.</summary>
    public PublishedFigures? Published { get; init; }

    /// <summary>Gets the texts that the paper trains on; null for language models.</summary>
    public PublishedTexts? PaperTexts { get; init; }

    /// <summary>Gets the position on a figure's axis; null for a row of a table, and for a horizontal line.</summary>
    public double? X { get; init; }

    /// <summary>
    /// Gets the data set: a line of a figure, and the rows whose figures have one spread and one dense model.
    /// </summary>
    public string? Series { get; init; }

    /// <summary>
    /// Gets a value indicating whether this is the dense model that the other rows of its data set are compared with.
    /// </summary>
    public bool IsReference { get; init; } = Key == "dense";

    /// <summary>
    /// Gets the reason why nothing is trained, for a row that is only quoted or whose data are not at hand.
    /// </summary>
    public string? Absent { get; init; }
}

/// <summary>The number of texts that the paper trains on.</summary>
/// <param name="Set">The set's name.</param>
/// <param name="Count">The number of training texts.</param>
internal sealed record PublishedTexts(string Set, int Count);
