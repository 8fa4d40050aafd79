using StRnn.Text.Corpora;

namespace StRnn.Text.Classification.Sources;

/// <summary>Reads the labelled texts of a CSV, TSV or JSON-lines file, plain or gzip, by its columns.</summary>
internal static class TableFile
{
    /// <summary>The endings of file names in words, for help and error messages.</summary>
    public const string Endings = ".csv, .tsv, .json, .jsonl or .ndjson (each may end in .gz)";

    private static readonly string[] JsonEndings = [".json", ".jsonl", ".ndjson"];

    /// <summary>Determines whether a file's name has an ending that can be read.</summary>
    public static bool IsTable(string path) => Delimiter(path) is not null || IsJson(path);

    /// <summary>Determines whether a file's name has an ending of JSON lines.</summary>
    public static bool IsJson(string path) => JsonEndings.Contains(Ending(path));

    /// <summary>Gets the delimiter that belongs to the ending of a file's name, or null.</summary>
    public static char? Delimiter(string path) => Ending(path) switch
    {
        ".csv" => ',',
        ".tsv" => '\t',
        _ => null,
    };

    /// <summary>Gets a file's name without its endings.</summary>
    public static string NameOf(string path) => Path.GetFileNameWithoutExtension(WithoutGzip(path));

    /// <summary>Reads the first row of a CSV or TSV file as written; null if there is none.</summary>
    public static string[]? FirstRow(string path, bool quotes = true)
    {
        using var reader = new CorpusTextReader(path);
        return DelimitedFile.Read(reader, path, DelimiterOf(path), quotes).FirstOrDefault().Fields;
    }

    /// <summary>Reads a file to its end, or to the limit of its layout.</summary>
    /// <exception cref="CorpusException">
    /// The file's ending is unknown, a column is missing, or the content is invalid.
    /// </exception>
    public static SourceTable Read(string path, ClassificationOptions options)
    {
        if (IsJson(path))
        {
            return JsonLinesFile.Read(path, options);
        }

        char delimiter = DelimiterOf(path);
        var layout = options.HasHeader ? TableLayout.Of(Header(path), options) : null;
        layout ??= new TableLayout(null, options.TextColumn ?? "2", options.LabelColumn ?? "1")
        {
            Quotes = options.Quotes,
        };
        using var reader = new CorpusTextReader(path);
        var rows = new List<LabelledRow>();
        int text = -1;
        int label = -1;
        foreach (var row in DelimitedFile.Read(reader, path, delimiter, layout.Quotes))
        {
            if (text < 0)
            {
                text = ColumnIn(row.Fields, layout.TextColumn, path, options.HasHeader);
                label = ColumnIn(row.Fields, layout.LabelColumn, path, options.HasHeader);
                if (options.HasHeader)
                {
                    continue;
                }
            }

            rows.Add(new LabelledRow(path, row.Line, row.Fields[text], layout.Normalize(row.Fields[label])));
        }

        return new SourceTable(Path.GetFileName(path), layout, rows, reader.Digest());
    }

    /// <summary>
    /// Reads the header in the simplest way, which decides whether quotes have a meaning in the other rows.
    /// </summary>
    private static string[] Header(string path)
    {
        using var reader = new CorpusTextReader(path);
        string line = reader.ReadLine() ?? string.Empty;
        return Array.ConvertAll(line.Split(DelimiterOf(path)), field => field.Trim().Trim('"'));
    }

    private static char DelimiterOf(string path) => Delimiter(path)
        ?? throw new CorpusException($"'{path}' has an ending that can't be read: name it {Endings}.");

    private static int ColumnIn(string[] fields, string column, string path, bool hasHeader)
    {
        if (!hasHeader)
        {
            return int.TryParse(column, out int number) && number >= 1 && number <= fields.Length
                ? number - 1
                : throw new CorpusException(
                    $"'{path}' has no column '{column}': "
                    + $"without a header, columns are numbers from 1 to {fields.Length}.");
        }

        int[] found = [.. Enumerable.Range(0, fields.Length).Where(i => fields[i].Trim() == column)];
        return found.Length == 1
            ? found[0]
            : throw new CorpusException(
                $"'{path}' line 1 has {(found.Length == 0 ? "no" : "more than one")} column '{column}' "
                + $"(it has {string.Join(", ", fields.Select(CorpusException.Quote))}): "
                + "name the columns of text and label, "
                + "or say that there is no header.");
    }

    private static string Ending(string path) => Path.GetExtension(WithoutGzip(path)).ToLowerInvariant();

    private static string WithoutGzip(string path)
        => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
}
