using StRnn.Text.Corpora;

namespace StRnn.Text.Classification.Sources;

/// <summary>
/// Reads the CSV files of X. Zhang, J. Zhao, Y. LeCun, "Character-level convolutional networks for text
/// classification", NIPS 2015 (AG's News, Yelp polarity and others). They have no header; the first field is the class
/// from 1, and the others are the text, here joined by a space.
/// </summary>
internal static class NumberedClassFile
{
    private static readonly string[] Topics = ["World", "Sports", "Business", "Sci/Tech"];
    private static readonly string[] Polarity = ["negative", "positive"];

    /// <summary>Determines whether a file's first row has this layout.</summary>
    public static bool Fits(string path)
        => TableFile.Delimiter(path) == ','
            && TableFile.FirstRow(path) is { Length: >= 2 } row
            && int.TryParse(row[0], out _);

    /// <summary>
    /// Determines the layout: the classes of classes.txt, or else those of AG's News (three fields) or Yelp polarity
    /// (two).
    /// </summary>
    public static TableLayout LayoutOf(string directory, string testPath)
    {
        bool threeFields = TableFile.FirstRow(testPath)?.Length == 3;
        string list = Path.Combine(directory, "classes.txt");
        string[] names = File.Exists(list)
            ? CorpusFile.Decode(CorpusFile.ReadBytes(list), list)
                .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : threeFields ? Topics : Polarity;
        string? name = names.SequenceEqual(Topics) ? "ag-news"
            : !threeFields && names.SequenceEqual(Polarity) ? "yelp-polarity"
            : null;
        if (names.Length < 2)
        {
            throw new CorpusException(
                $"'{list}' names {names.Length} classes: write one class per line, at least two.");
        }

        return new TableLayout(name, "text", "class")
        {
            Labels = [.. Enumerable.Range(1, names.Length).Select(number => $"{number}")],
            ClassNames = names,
        };
    }

    /// <summary>Reads a file.</summary>
    public static SourceTable Read(string path, TableLayout layout)
    {
        using var reader = new CorpusTextReader(path);
        var rows = new List<LabelledRow>();
        foreach (var row in DelimitedFile.Read(reader, path, ',', quotes: true))
        {
            if (row.Fields.Length < 2)
            {
                throw new CorpusException($"'{path}' line {row.Line} has 1 field instead of class and text.");
            }

            rows.Add(new LabelledRow(path, row.Line, string.Join(' ', row.Fields.Skip(1)), row.Fields[0].Trim()));
        }

        return new SourceTable(Path.GetFileName(path), layout, rows, reader.Digest());
    }
}
