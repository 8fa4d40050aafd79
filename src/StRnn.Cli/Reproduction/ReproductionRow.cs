using StRnn.Experiments.Configuration;

namespace StRnn.Cli.Reproduction;

/// <summary>One row of a table: a run to train, a model to fit, or a figure that can only be quoted.</summary>
/// <param name="Key">Its name on the command line and its folder.</param>
/// <param name="Label">Its name in the table.</param>
internal sealed record ReproductionRow(string Key, string Label)
{
    /// <summary>How the key of a row begins that is only quoted.</summary>
    public const string QuotedKey = "quoted-";

    /// <summary>The run of seed 1; null for a row that trains nothing.</summary>
    public RunConfig? Config { get; init; }

    /// <summary>The longest word sequence counted, of a bag of words or n-grams; null for other rows.</summary>
    public int? Ngrams { get; init; }

    /// <summary>
    /// What the paper prints, as it prints it, or the quoted paper; null where we do not have the figure.
    /// </summary>
    public string? Paper { get; init; }

    /// <summary>The number of weights that the paper prints; null where it prints none, or we do not have it.</summary>
    public string? PaperWeights { get; init; }

    /// <summary>The texts that the paper trains on; null for language models.</summary>
    public PublishedTexts? PaperTexts { get; init; }

    /// <summary>The FLOPs multiplier that the paper prints for training; null where we do not have it.</summary>
    public string? PaperFlops { get; init; }

    /// <summary>Where it stands on a figure's axis.</summary>
    public double? X { get; init; }

    /// <summary>The line of a figure that it belongs to.</summary>
    public string? Series { get; init; }

    /// <summary>Why nothing is trained, for a row that is only quoted or whose data are not at hand.</summary>
    public string? Absent { get; init; }
}
