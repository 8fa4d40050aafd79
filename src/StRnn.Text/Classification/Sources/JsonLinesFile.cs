using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using StRnn.Text.Corpora;

namespace StRnn.Text.Classification.Sources;

/// <summary>
/// Reads a file with one JSON object per line. The text is a string; the label is a string, an integral number (5.0 is
/// 5) or a Boolean value. Skips blank lines. The SHA-256 covers the lines read, each with one \n, so for a limited file
/// it identifies the part that was used.
/// </summary>
internal static class JsonLinesFile
{
    public static SourceTable Read(string path, ClassificationOptions options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var reader = new CorpusTextReader(path);
        var rows = new List<LabelledRow>();
        TableLayout? layout = null;
        long line = 0;
        while (!(rows.Count >= layout?.MaxJsonRecords) && reader.ReadLine() is { } content)
        {
            line++;
            hash.AppendData(Encoding.UTF8.GetBytes(content));
            hash.AppendData("\n"u8);
            if (string.IsNullOrWhiteSpace(content))
            {
                continue;
            }

            rows.Add(ReadRow(content, path, line, options, ref layout));
        }

        layout ??= TableLayout.Of([], options);
        string limit = rows.Count == layout.MaxJsonRecords ? $" (first {rows.Count} records)" : string.Empty;
        layout = layout.Name == "yelp" ? layout with { Name = "yelp-2018" } : layout;
        return new SourceTable(Path.GetFileName(path) + limit, layout, rows, hash.GetHashAndReset());
    }

    private static LabelledRow ReadRow(
        string content, string path, long line, ClassificationOptions options, ref TableLayout? layout)
    {
        using var document = Parse(content, path, line);
        var record = document.RootElement;
        try
        {
            layout ??= TableLayout.Of([.. record.EnumerateObject().Select(property => property.Name)], options);
            var text = Property(record, layout.TextColumn, path, line);
            var label = Property(record, layout.LabelColumn, path, line);
            return new LabelledRow(
                path,
                line,
                text.ValueKind == JsonValueKind.String
                    ? text.GetString()!
                    : throw Unfit(text, layout.TextColumn, "a string", path, line),
                layout.Normalize(LabelOf(label, layout.LabelColumn, path, line)));
        }
        catch (InvalidOperationException error)
        {
            throw new CorpusException(
                $"'{path}' line {line} has half a surrogate pair, which is not valid text: repair the escape \\u.",
                error);
        }
    }

    private static JsonDocument Parse(string content, string path, long line)
    {
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(content);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }
        }
        catch (JsonException error)
        {
            throw new CorpusException(
                $"'{path}' line {line} is not JSON (near byte {error.BytePositionInLine + 1}): "
                + "a JSON-lines file has one whole object per line.", error);
        }

        string kind = document.RootElement.ValueKind.ToString().ToLowerInvariant();
        document.Dispose();
        throw new CorpusException(
            $"'{path}' line {line} is JSON of kind {kind}, not an object: "
            + "a JSON-lines file has one whole object per line.");
    }

    private static JsonElement Property(JsonElement record, string name, string path, long line)
        => record.TryGetProperty(name, out var value)
            ? value
            : throw new CorpusException(
                $"'{path}' line {line} has no property '{name}' "
                + $"(it has {string.Join(", ", record.EnumerateObject().Select(p => CorpusException.Quote(p.Name)))}): "
                + "name the properties of text and label.");

    private static string LabelOf(JsonElement value, string name, string path, long line) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number when value.TryGetDecimal(out decimal number) && decimal.IsInteger(number)
            => decimal.Truncate(number).ToString("0", CultureInfo.InvariantCulture),
        _ => throw Unfit(value, name, "a string, an integral number or a Boolean value", path, line),
    };

    private static CorpusException Unfit(JsonElement value, string name, string wanted, string path, long line)
        => new(
            $"'{path}' line {line} has a {value.ValueKind.ToString().ToLowerInvariant()} in '{name}' "
            + $"instead of {wanted}: repair the record, or name another property.");
}
