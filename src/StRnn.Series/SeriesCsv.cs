using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace StRnn.Series;

/// <summary>Reads the columns of a CSV file as numbers.</summary>
internal static class SeriesCsv
{
    /// <summary>Reads a file; see <see cref="SeriesData.FromCsv"/>.</summary>
    public static SeriesData Read(string path, IReadOnlyList<string>? columns)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            using var file = new StreamReader(path);
            using var parser = new CsvParser(file, new CsvConfiguration(CultureInfo.InvariantCulture)
            {
                BadDataFound = arguments => throw new SeriesException(
                    $"'{path}' line {arguments.Context.Parser?.RawRow} has quotes that do not match: "
                    + "write \"\" for a quote in a quoted field."),
            });
            if (!parser.Read())
            {
                throw new SeriesException($"'{path}' is empty: a series is a header and a row for each time step.");
            }

            string[] header = [.. parser.Record!.Select(name => name.Trim())];
            return Rows(parser, path, header, columns);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SeriesException($"Can't read '{path}': {error.Message}", error);
        }
    }

    private static SeriesData Rows(CsvParser parser, string path, string[] header, IReadOnlyList<string>? columns)
    {
        int[]? chosen = columns is null ? null : [.. columns.Select(name => IndexOf(path, header, name))];
        var values = new List<float>();
        while (parser.Read())
        {
            string[] fields = parser.Record!;
            if (fields.Length != header.Length)
            {
                throw new SeriesException(
                    $"'{path}' line {parser.RawRow} has {fields.Length} fields, the header {header.Length}: "
                    + "every row needs as many.");
            }

            chosen ??= [.. Enumerable.Range(0, header.Length).Where(column => TryParse(fields[column], out _))];
            foreach (int column in chosen)
            {
                values.Add(TryParse(fields[column], out float value)
                    ? value
                    : throw new SeriesException(
                        $"'{path}' line {parser.RawRow} has '{fields[column].Trim()}' in the column "
                        + $"'{header[column]}', which is no finite number: fill the gap, or choose other columns."));
            }
        }

        if (chosen is null or [])
        {
            throw new SeriesException($"'{path}' has no row with a number: a series has a row for each time step.");
        }

        return new SeriesData([.. chosen.Select(column => header[column])], [.. values]);
    }

    private static int IndexOf(string path, string[] header, string name)
        => Array.IndexOf(header, name) is >= 0 and var index
            ? index
            : throw new SeriesException(
                $"'{path}' has no column '{name}': its header has {string.Join(", ", header)}.");

    private static bool TryParse(string field, out float value)
        => float.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite(value);
}
