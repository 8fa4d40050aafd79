namespace StRnn.Text.Classification;

/// <summary>Options for reading and splitting a classification set.</summary>
public sealed record ClassificationOptions
{
    /// <summary>Gets the seed of the splits; equal seeds give equal splits on every machine.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// Gets the share of the texts that become the test set if the source has none, in [0, 1); ceil(share * n) texts.
    /// </summary>
    public double TestShare { get; init; } = 0.2;

    /// <summary>
    /// Gets the share of the training texts that become the validation set if the source has none, in [0, 1);
    /// ceil(share * n) texts. With 0, the validation set is empty.
    /// </summary>
    public double ValidationShare { get; init; } = 0.1;

    /// <summary>
    /// Gets the column or JSON property of the text, or its number from 1 if there is no header. Null selects that of
    /// the layout, which for an unknown file is <c>text</c> (2 without header).
    /// </summary>
    public string? TextColumn { get; init; }

    /// <summary>
    /// Gets the column or JSON property of the label, or its number from 1 if there is no header. Null selects that of
    /// the layout, which for an unknown file is <c>label</c> (1 without header).
    /// </summary>
    public string? LabelColumn { get; init; }

    /// <summary>Gets a value indicating whether a CSV or TSV file of no known layout starts with a header.</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>
    /// Gets a value indicating whether double quotes enclose fields in a CSV or TSV file of no known layout.
    /// </summary>
    public bool Quotes { get; init; } = true;

    /// <summary>
    /// Gets the largest number of examples to read from the start of a JSON-lines file; null for the layout's own
    /// limit, which is 150,000 for Yelp 2018 as in the paper, and none otherwise.
    /// </summary>
    public int? MaxJsonRecords { get; init; }

    /// <summary>
    /// Gets a value indicating whether duplicates are dropped before splitting: texts that repeat an earlier one, and
    /// training texts that a given test or validation set also has. Off by default, as in the paper; Amazon Fine Foods
    /// has many copies.
    /// </summary>
    public bool DropDuplicates { get; init; }

    /// <summary>Gets the number of unique texts that a namespace needs to be a class of <c>dotnet-docs</c>.</summary>
    public int MinimumTextsPerClass { get; init; } = 600;

    /// <summary>Gets the directory with the XML files of <c>dotnet-docs</c>; null to search for it.</summary>
    public string? ReferencePackDirectory { get; init; }
}
