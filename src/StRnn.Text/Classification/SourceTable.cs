namespace StRnn.Text.Classification;

/// <summary>The examples of a file, the layout they were read by, and the SHA-256 of what was read.</summary>
internal sealed record SourceTable(
    string Source, TableLayout Layout, IReadOnlyList<LabelledRow> Rows, byte[] Digest);

/// <summary>An example as written in its file: the label is still a word.</summary>
internal readonly record struct LabelledRow(string Path, long Line, string Text, string Label)
{
    /// <summary>Gets the file and the line of the example, for messages.</summary>
    public string Place => Line > 0 ? $"'{Path}' line {Line}" : $"'{Path}'";
}

/// <summary>The columns of a table that hold text and label, and the possible labels.</summary>
/// <param name="Name">The name of the data set, or null for a file of no known layout.</param>
/// <param name="TextColumn">The column of the text.</param>
/// <param name="LabelColumn">The column of the label.</param>
internal sealed record TableLayout(string? Name, string TextColumn, string LabelColumn)
{
    private static readonly string[] Stars = ["1", "2", "3", "4", "5"];

    private static readonly TableLayout[] Known =
    [
        new("sanders-twitter", "TweetText", "Sentiment")
        {
            Others = ["Topic", "TweetId"],
            Labels = ["irrelevant", "negative", "neutral", "positive"],
        },
        new("amazon-fine-foods", "Text", "Score") { Others = ["ProductId"], Labels = Stars, LabelsAreStars = true },
        new("imdb", "text", "label")
        {
            Others = ["rating", "id"],
            Labels = ["0", "1"],
            ClassNames = ["negative", "positive"],
            Quotes = false,
        },
        new("yelp", "text", "stars") { Labels = Stars, LabelsAreStars = true, MaxJsonRecords = 150_000 },
    ];

    /// <summary>Gets further columns that identify the layout.</summary>
    public string[] Others { get; private init; } = [];

    /// <summary>
    /// Gets the labels as written in the file, in the order of the classes; null if the file defines them.
    /// </summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Gets the names of the classes if they differ from the labels.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>Gets a value indicating whether labels are numbers of stars, which some copies write as 5.0.</summary>
    public bool LabelsAreStars { get; private init; }

    /// <summary>Gets a value indicating whether double quotes enclose fields.</summary>
    public bool Quotes { get; init; } = true;

    /// <summary>Gets the largest number of examples to read from a JSON-lines file, or null for all.</summary>
    public int? MaxJsonRecords { get; init; }

    /// <summary>
    /// Finds the layout of a file with these columns: by the options, a known layout, or columns text and label.
    /// </summary>
    public static TableLayout Of(IReadOnlyCollection<string> columns, ClassificationOptions options)
    {
        var known = options.TextColumn is null && options.LabelColumn is null
            ? Known.FirstOrDefault(layout => layout.Others.Append(layout.TextColumn).Append(layout.LabelColumn)
                .All(columns.Contains))
            : null;
        return known is null
            ? new TableLayout(null, options.TextColumn ?? "text", options.LabelColumn ?? "label")
            {
                Quotes = options.Quotes,
                MaxJsonRecords = options.MaxJsonRecords,
            }
            : known with { MaxJsonRecords = options.MaxJsonRecords ?? known.MaxJsonRecords };
    }

    /// <summary>Normalises a label by removing differences between copies of the set.</summary>
    public string Normalize(string label)
    {
        label = label.Trim();
        return LabelsAreStars && label.EndsWith(".0", StringComparison.Ordinal) ? label[..^2] : label;
    }
}
