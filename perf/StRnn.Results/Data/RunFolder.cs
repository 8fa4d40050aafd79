using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace StRnn.Results.Data;

/// <summary>
/// Reads run folders (<c>config.json</c>, <c>metrics.jsonl</c>) as plain JSON, so that runs of every version can be
/// kept.
/// </summary>
internal static class RunFolder
{
    /// <summary>The file of the settings.</summary>
    public const string ConfigFile = "config.json";

    private const string MetricsFile = "metrics.jsonl";
    private const string DoneEvent = "\"event\":\"done\"";
    private const string SeedSetting = "training.seed";
    private const string DataSetting = "data.name";

    // A metrics line's fields about its own kind and place, and about the backend, which the settings name.
    private static readonly string[] Labels = ["event", "split", "weights", "backend"];

    private static readonly JsonSerializerOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Reads all run folders below a folder, or the folder itself if it is one.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="keepsSteps">True to keep the lines about training steps.</param>
    /// <param name="onlyFinished">True to leave out runs that are not done.</param>
    /// <exception cref="InvalidDataException">There is none, or one cannot be read.</exception>
    public static IReadOnlyList<RunRecord> ReadAll(string root, bool keepsSteps, bool onlyFinished = false)
    {
        var runs = Directory.EnumerateFiles(root, MetricsFile, SearchOption.AllDirectories)
            .Where(file => !onlyFinished || File.ReadLines(file).Last().Contains(DoneEvent, StringComparison.Ordinal))
            .Select(file => Read(root, Path.GetDirectoryName(file)!, keepsSteps))
            .ToList();
        return runs.Count > 0
            ? TableReport.AddTo(runs, root)
            : throw new InvalidDataException($"'{root}' holds no {MetricsFile}.");
    }

    /// <summary>Parses a text.</summary>
    /// <exception cref="InvalidDataException">It is not JSON.</exception>
    public static JsonElement Parse(string path, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"'{path}' is not JSON: {exception.Message}", exception);
        }
    }

    private static RunRecord Read(string root, string folder, bool keepsSteps)
    {
        string configPath = Path.Combine(folder, ConfigFile);
        var settings = new OrderedDictionary<string, string>(Flatten(Parse(configPath, File.ReadAllText(configPath))));
        if (!settings.Remove(SeedSetting, out string? seed))
        {
            throw new InvalidDataException($"'{configPath}' has no '{SeedSetting}'.");
        }

        // The data's place on that machine says nothing; their fingerprint is a setting, too.
        if (settings.TryGetValue(DataSetting, out string? data))
        {
            settings[DataSetting] = Path.GetFileName(data.TrimEnd('/', '\\'));
        }

        string metricsPath = Path.Combine(folder, MetricsFile);
        var lines = File.ReadLines(metricsPath).Where(line => line.Length > 0)
            .Select(line => new OrderedDictionary<string, string>(Flatten(Parse(metricsPath, line))))
            .ToList();
        var steps = lines.Where(line => line["event"] == "step").ToList();
        return new RunRecord(
            NameOf(root, folder, seed),
            seed,
            settings,
            Figures(lines, steps),
            [.. Epochs(lines, metricsPath)],
            [.. (keepsSteps ? steps : []).Select(step => new OrderedDictionary<string, string>(Values(step, "")))]);
    }

    private static string NameOf(string root, string folder, string seed)
    {
        string name = Path.GetRelativePath(root, folder).Replace('\\', '/');
        name = name == "." ? Path.GetFileName(Path.GetFullPath(root).TrimEnd('/', '\\')) : name;
        return name.EndsWith($"/seed-{seed}", StringComparison.Ordinal) ? name[..name.LastIndexOf('/')] : name;
    }

    // One row per epoch, from the lines about training, validation and topology. Of a repeated epoch, the last holds.
    private static IEnumerable<OrderedDictionary<string, string>> Epochs(
        IEnumerable<OrderedDictionary<string, string>> lines, string path)
        => lines.Where(line => GroupOf(line) is not null).GroupBy(line => line["epoch"]).Select(epoch =>
        {
            var last = epoch.GroupBy(GroupOf).Select(group => group.Last()).ToList();

            // An update within the epoch has a step of its own.
            string step = (last.Find(line => GroupOf(line) != "topology") ?? last[0])["step"];
            if (last.Any(line => GroupOf(line) != "topology" && line["step"] != step))
            {
                throw new InvalidDataException($"'{path}' disagrees about the last step of epoch {epoch.Key}.");
            }

            var values = new OrderedDictionary<string, string> { ["epoch"] = epoch.Key, ["step"] = step };
            foreach (var value in last.SelectMany(line => Values(line, GroupOf(line) + ".", "epoch", "step")))
            {
                values[value.Key] = value.Value;
            }

            return values;
        });

    private static string? GroupOf(OrderedDictionary<string, string> line) => line["event"] switch
    {
        "epoch" => "train",
        "topology" => "topology",
        "eval" when line["split"] == "valid" => "valid",
        _ => null,
    };

    private static OrderedDictionary<string, string> Figures(
        IEnumerable<OrderedDictionary<string, string>> lines, List<OrderedDictionary<string, string>> steps)
    {
        var figures = new OrderedDictionary<string, string>();
        foreach (var line in lines.Where(line => GroupOf(line) is null && line["event"] != "step"))
        {
            string group = line["event"] == "done" ? "done."
                : line.TryGetValue("weights", out string? weights) ? $"eval.{line["split"]}-{weights}."
                : $"eval.{line["split"]}.";
            foreach (var value in Values(line, group))
            {
                figures[value.Key] = value.Value;
            }
        }

        figures["steps.lines"] = steps.Count.ToString(CultureInfo.InvariantCulture);
        foreach (string name in steps.Count > 0 ? new[] { "tokens_per_second", "step_ms" } : [])
        {
            double[] values = [.. steps.Select(step => double.Parse(step[name], CultureInfo.InvariantCulture))];
            figures[$"steps.{name}_q1"] = Statistics.Quantile(values, 0.25).ToString("R", CultureInfo.InvariantCulture);
            figures[$"steps.{name}_median"] = Statistics.Median(values).ToString("R", CultureInfo.InvariantCulture);
            figures[$"steps.{name}_q3"] = Statistics.Quantile(values, 0.75).ToString("R", CultureInfo.InvariantCulture);
        }

        return figures;
    }

    private static IEnumerable<KeyValuePair<string, string>> Values(
        OrderedDictionary<string, string> line, string prefix, params string[] without)
        => line.Where(value => !Labels.Contains(value.Key) && !without.Contains(value.Key))
            .Select(value => KeyValuePair.Create(prefix + value.Key, value.Value));

    private static IEnumerable<KeyValuePair<string, string>> Flatten(JsonElement element, string prefix = "")
        => element.EnumerateObject().SelectMany(property => property.Value.ValueKind switch
        {
            JsonValueKind.Object => Flatten(property.Value, $"{prefix}{property.Name}."),
            JsonValueKind.Null => [],
            _ => [KeyValuePair.Create(prefix + property.Name, TextOf(property.Value))],
        });

    // Numbers keep their digits; a text with line breaks, and a list, are written as JSON.
    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.String when !value.GetString()!.Any(char.IsControl) => value.GetString()!,
        _ => JsonSerializer.Serialize(value, Compact),
    };
}
