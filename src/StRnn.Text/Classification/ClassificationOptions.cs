namespace StRnn.Text.Classification;

/// <summary>How a classification set is read and split.</summary>
public sealed record ClassificationOptions
{
    /// <summary>The seed of the splits. The same seed gives the same splits on every machine.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// The share of the texts that become the test set where the source has none, in [0, 1); ceil(share * n) texts.
    /// </summary>
    public double TestShare { get; init; } = 0.2;

    /// <summary>
    /// The share of the training texts that become the validation set where the source has none, in [0, 1);
    /// ceil(share * n) texts. 0 leaves the validation set empty.
    /// </summary>
    public double ValidationShare { get; init; } = 0.1;

    /// <summary>
    /// The column or JSON property with the text; where there is no header, its number from 1. Null takes that of the
    /// layout, which for an unknown file is <c>text</c> (2 without header).
    /// </summary>
    public string? TextColumn { get; init; }

    /// <summary>
    /// The column or JSON property with the label; where there is no header, its number from 1. Null takes that of the
    /// layout, which for an unknown file is <c>label</c> (1 without header).
    /// </summary>
    public string? LabelColumn { get; init; }

    /// <summary>Whether a CSV or TSV file of no known layout starts with a header.</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>Whether double quotes enclose fields in a CSV or TSV file of no known layout.</summary>
    public bool Quotes { get; init; } = true;

    /// <summary>
    /// At most this many examples from the start of a JSON-lines file; null for the layout's own limit, which is
    /// 150,000 for Yelp 2018 as in the paper, and none otherwise.
    /// </summary>
    public int? MaxJsonRecords { get; init; }

    /// <summary>
    /// Whether texts that repeat an earlier one are left out before splitting, and training texts that a given test or
    /// validation set has too. Off, as in the paper; Amazon Fine Foods has many copies.
    /// </summary>
    public bool DropDuplicates { get; init; }

    /// <summary>The unique texts a namespace needs to be a class of <c>dotnet-docs</c>.</summary>
    public int MinimumTextsPerClass { get; init; } = 600;

    /// <summary>The directory with the XML files of <c>dotnet-docs</c>, or null to search for it.</summary>
    public string? ReferencePackDirectory { get; init; }
}
