using System.Text.Json;

namespace StRnn.Results.Data;

/// <summary>
/// Reads the reports that <c>strnn-reproduce</c> writes beside its runs (<c>table2.json</c>) for a
/// figure that the runs do not have: the weights that a table counts. Of a model that loses units, these are the
/// weights left after extraction.
/// </summary>
internal static class TableReport
{
    /// <summary>The column of the weights.</summary>
    public const string WeightsColumn = "table.weights";

    /// <summary>Returns runs with the figures that the reports below a folder add.</summary>
    /// <exception cref="InvalidDataException">A report is not JSON.</exception>
    public static IReadOnlyList<RunRecord> AddTo(IReadOnlyList<RunRecord> runs, string root)
    {
        var weights = Directory.EnumerateFiles(root, "*.json", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != RunFolder.ConfigFile)
            .SelectMany(Read)
            .ToDictionary(entry => entry.Key, entry => entry.Weights);
        foreach (var run in runs.Where(run => weights.ContainsKey(run.Key)))
        {
            run.Figures[WeightsColumn] = weights[run.Key];
        }

        return runs;
    }

    private static IEnumerable<((string Name, string Seed) Key, string Weights)> Read(string path)
    {
        var report = RunFolder.Parse(path, File.ReadAllText(path));
        return report.ValueKind == JsonValueKind.Object && report.TryGetProperty("rows", out var rows)
            ? rows.EnumerateArray().SelectMany(row => row.GetProperty("results").EnumerateArray()
                .Where(result => result.GetProperty("weights").ValueKind == JsonValueKind.Number)
                .Select(result => (
                    ($"{Name(report, "name")}/{Name(row, "key")}", result.GetProperty("seed").GetRawText()),
                    result.GetProperty("weights").GetRawText())))
            : [];
    }

    private static string? Name(JsonElement element, string property) => element.GetProperty(property).GetString();
}
