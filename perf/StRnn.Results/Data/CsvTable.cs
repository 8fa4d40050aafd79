using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace StRnn.Results.Data;

/// <summary>A CSV file with a header; its fields are kept as text, so that no digit is lost.</summary>
internal sealed class CsvTable
{
    private readonly Dictionary<string, int> _columns;

    private CsvTable(string path, string[] columns, IEnumerable<string[]> rows)
    {
        Path = path;
        Columns = columns;
        _columns = columns.Index().ToDictionary(column => column.Item, column => column.Index);
        Rows = [.. rows.Select(fields => new CsvRow(this, fields))];
    }

    /// <summary>Gets the file's path.</summary>
    public string Path { get; }

    /// <summary>Gets the names of the columns.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Gets the rows.</summary>
    public IReadOnlyList<CsvRow> Rows { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It has no header, a column twice, or a row of another length.</exception>
    public static CsvTable Read(string path)
    {
        using var reader = new StreamReader(path);
        using var parser = new CsvParser(reader, Configuration);
        var rows = new List<string[]>();
        while (parser.Read())
        {
            rows.Add(parser.Record!);
        }

        if (rows.Count == 0)
        {
            throw new InvalidDataException($"'{path}' has no header.");
        }

        if (rows[0].Distinct().Count() != rows[0].Length)
        {
            throw new InvalidDataException($"'{path}' has a column twice.");
        }

        return rows.FindIndex(row => row.Length != rows[0].Length) is var wrong and >= 0
            ? throw new InvalidDataException(
                $"'{path}' row {wrong} has {rows[wrong].Length} fields, the header has {rows[0].Length}.")
            : new CsvTable(path, rows[0], rows.Skip(1));
    }

    /// <summary>Reads a file if there is one.</summary>
    public static CsvTable? ReadIfAny(string path) => File.Exists(path) ? Read(path) : null;

    /// <summary>Writes a file; a field that a row does not have is empty.</summary>
    public static void Write(
        string path, IReadOnlyList<string> columns, IEnumerable<IReadOnlyDictionary<string, string>> rows)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        using var writer = new StreamWriter(path);
        using var csv = new CsvWriter(writer, Configuration);
        foreach (var row in rows.Prepend(columns.ToDictionary(column => column)))
        {
            foreach (string column in columns)
            {
                csv.WriteField(row.GetValueOrDefault(column, string.Empty));
            }

            csv.NextRecord();
        }
    }

    /// <summary>Returns a column's place.</summary>
    /// <exception cref="InvalidDataException">There is none of that name.</exception>
    public int Place(string column) => _columns.TryGetValue(column, out int place)
        ? place
        : throw new InvalidDataException($"'{Path}' has no column '{column}'.");

    private static CsvConfiguration Configuration => new(CultureInfo.InvariantCulture)
    {
        NewLine = "\n",
        HasHeaderRecord = false,
    };
}

/// <summary>A row of a CSV file.</summary>
internal sealed class CsvRow(CsvTable table, string[] fields)
{
    /// <summary>Returns a field as it stands in the file.</summary>
    /// <exception cref="InvalidDataException">There is no such column.</exception>
    public string Text(string column) => fields[table.Place(column)];

    /// <summary>Returns a field as a number; null where it is empty.</summary>
    /// <exception cref="InvalidDataException">There is no such column, or the field is no number.</exception>
    public double? NumberIfAny(string column) => Text(column) switch
    {
        "" => null,
        var text when double.TryParse(text, CultureInfo.InvariantCulture, out double number) => number,
        var text => throw new InvalidDataException(
            $"'{table.Path}' column '{column}' holds '{text}', which is no number."),
    };

    /// <summary>Returns a field as a number.</summary>
    /// <exception cref="InvalidDataException">There is no such column, or the field is empty or no number.</exception>
    public double Number(string column) => NumberIfAny(column)
        ?? throw new InvalidDataException($"'{table.Path}' column '{column}' is empty where a number is needed.");

    /// <summary>Returns the fields that are not empty, by column.</summary>
    public OrderedDictionary<string, string> Filled() => new(
        table.Columns.Zip(fields).Where(pair => pair.Second.Length > 0)
            .Select(pair => KeyValuePair.Create(pair.First, pair.Second)));
}
