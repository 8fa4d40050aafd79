using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using StRnn.Text.Corpora;

namespace StRnn.Text.Classification.Sources;

/// <summary>
/// Reads the rows of a CSV or TSV file (RFC 4180: fields in double quotes may contain delimiters, line breaks and
/// doubled quotes; or without any quoting). Skips blank lines; every row has as many fields as the first.
/// </summary>
internal static class DelimitedFile
{
    /// <summary>Streams the rows, including a header.</summary>
    /// <exception cref="CorpusException">
    /// Rows differ in their number of fields, quotes are wrong, or the file cannot be read.
    /// </exception>
    public static IEnumerable<DelimitedRow> Read(CorpusTextReader reader, string path, char delimiter, bool quotes)
    {
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter.ToString(),
            Mode = quotes ? CsvMode.RFC4180 : CsvMode.NoEscape,
            HasHeaderRecord = false,
            BadDataFound = arguments => throw BadQuotes(
                path, arguments.Context.Parser?.RawRow ?? 0, arguments.Field, arguments.RawRecord),
        };
        using var parser = new CsvParser(reader, configuration, leaveOpen: true);
        int width = 0;
        while (parser.Read())
        {
            string[] fields = parser.Record!;
            long line = parser.RawRow - fields.Sum(LineBreaks);
            width = width == 0 ? fields.Length : width;
            if (fields.Length != width)
            {
                throw new CorpusException(
                    $"'{path}' line {line} has {Count(fields.Length)}, but the first row has {width}: "
                    + "put quotes around a text that contains the delimiter.");
            }

            yield return new DelimitedRow(line, fields);
        }
    }

    private static CorpusException BadQuotes(string path, long lastLine, string field, string record)
    {
        // An unclosed quote extends to the end of the file: no line break ends the record.
        bool open = field.StartsWith('"') && record.AsSpan().Count('"') % 2 != 0;
        long line = lastLine - LineBreaks(open ? record : record.TrimEnd('\r', '\n').TrimStart('\r', '\n'));
        return new CorpusException(
            open
                ? $"'{path}' line {line} opens a quote that is never closed: "
                    + "close it, or write \"\" for a quote in a text."
                : $"'{path}' line {line} has a quote inside a field that is not quoted as a whole: "
                    + "write \"\" for a quote in a quoted field.");
    }

    private static string Count(int fields) => fields == 1 ? "1 field" : $"{fields} fields";

    private static int LineBreaks(string field)
    {
        int count = 0;
        for (int i = 0; i < field.Length; i++)
        {
            // \r\n is one line break.
            count += field[i] == '\n' || (field[i] == '\r' && (i + 1 == field.Length || field[i + 1] != '\n')) ? 1 : 0;
        }

        return count;
    }
}

/// <summary>A row of a CSV or TSV file, and the line where it starts.</summary>
internal readonly record struct DelimitedRow(long Line, string[] Fields);
