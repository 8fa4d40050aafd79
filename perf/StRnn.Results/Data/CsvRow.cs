using System.Globalization;

namespace StRnn.Results.Data;

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
        var text => throw new InvalidDataException($"'{table.Path}' column '{column}' holds '{text}', which is no number."),
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
