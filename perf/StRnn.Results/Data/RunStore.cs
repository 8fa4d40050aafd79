using System.Globalization;

namespace StRnn.Results.Data;

/// <summary>
/// The CSV files of the pages. <c>PAGE/runs.csv</c> has one row per run: the settings in which the page's runs differ,
/// and the figures; <c>PAGE/curves.csv</c> one row per epoch; <c>PAGE/steps.csv</c> one row per logged step;
/// <c>settings.csv</c> the settings that all runs of a page share.
/// </summary>
internal static class RunStore
{
    private const string PageColumn = "page";
    private const string SettingColumn = "setting";
    private const string ValueColumn = "value";

    private static readonly string[] FigureGroups = ["done.", "eval.", "steps.", "table."];

    // As in config.json; within a group by name, so that the order does not depend on which runs came first.
    private static readonly string[] SettingGroups =
        ["task", "program", "preset", "data", "model", "method", "training", "backend"];

    /// <summary>Adds runs to a page's files; a run of the same name and seed is replaced.</summary>
    public static void Add(string folder, string page, IReadOnlyList<RunRecord> added)
    {
        var keys = added.Select(run => run.Key).ToHashSet();
        var kept = Read(folder, page);
        RunRecord[] runs = [.. kept.Where(run => !keys.Contains(run.Key)).Concat(added)
            .OrderBy(run => run.Name, StringComparer.Ordinal)
            .ThenBy(run => ulong.Parse(run.Seed, CultureInfo.InvariantCulture))];
        var settings = Columns(runs.Select(run => run.Settings))
            .OrderBy(name => Array.IndexOf(SettingGroups, name.Split('.')[0]))
            .ThenBy(name => name, StringComparer.Ordinal)
            .ToLookup(name => runs.DistinctBy(run => run.Settings.GetValueOrDefault(name)).Count() > 1);
        var order = kept.Concat(runs).ToList();
        CsvTable.Write(
            At(folder, page, "runs.csv"),
            [
                RunRecord.NameColumn, RunRecord.SeedColumn,
                .. settings[true],
                .. Columns(order.Select(run => run.Figures)),
            ],
            runs.Select(run => run.Named([.. run.Settings, .. run.Figures])));
        WriteRows(At(folder, page, "curves.csv"), order, runs, run => run.Epochs);
        WriteRows(At(folder, page, "steps.csv"), order, runs, run => run.Steps);
        WriteShared(folder, page, settings[false].Select(name => (name, runs[0].Settings[name])));
    }

    /// <summary>Reads a page's runs.</summary>
    public static IReadOnlyList<RunRecord> Read(string folder, string page)
    {
        var shared = ReadShared(folder).Where(row => row.Text(PageColumn) == page).ToList();
        var epochs = RowsByRun(At(folder, page, "curves.csv"));
        var steps = RowsByRun(At(folder, page, "steps.csv"));
        return [.. (CsvTable.ReadIfAny(At(folder, page, "runs.csv"))?.Rows ?? []).Select(row =>
        {
            var values = row.Filled();
            string name = row.Text(RunRecord.NameColumn);
            string seed = row.Text(RunRecord.SeedColumn);
            var own = values.Skip(2).ToLookup(value => IsFigure(value.Key));
            var common = shared.Select(
                setting => KeyValuePair.Create(setting.Text(SettingColumn), setting.Text(ValueColumn)));
            return new RunRecord(
                name,
                seed,
                new([.. common, .. own[false]]),
                new(own[true]),
                [.. epochs[(name, seed)]],
                [.. steps[(name, seed)]]);
        })];
    }

    private static bool IsFigure(string column)
        => FigureGroups.Any(group => column.StartsWith(group, StringComparison.Ordinal));

    private static void WriteRows(
        string path,
        IEnumerable<RunRecord> order,
        IReadOnlyList<RunRecord> runs,
        Func<RunRecord, IReadOnlyList<OrderedDictionary<string, string>>> rowsOf)
    {
        if (runs.Any(run => rowsOf(run).Count > 0))
        {
            CsvTable.Write(
                path,
                [RunRecord.NameColumn, RunRecord.SeedColumn, .. Columns(order.SelectMany(rowsOf))],
                runs.SelectMany(run => rowsOf(run).Select(run.Named)));
        }
    }

    private static ILookup<(string Name, string Seed), OrderedDictionary<string, string>> RowsByRun(string path)
        => (CsvTable.ReadIfAny(path)?.Rows ?? []).ToLookup(
            row => (row.Text(RunRecord.NameColumn), row.Text(RunRecord.SeedColumn)),
            row => new OrderedDictionary<string, string>(row.Filled().Skip(2)));

    private static void WriteShared(string folder, string page, IEnumerable<(string Setting, string Value)> shared)
    {
        var others = ReadShared(folder).Where(row => row.Text(PageColumn) != page).Select(row => row.Filled());
        var own = shared.Select(setting => new OrderedDictionary<string, string>
        {
            [PageColumn] = page,
            [SettingColumn] = setting.Setting,
            [ValueColumn] = setting.Value,
        });
        CsvTable.Write(
            Path.Combine(folder, "settings.csv"),
            [PageColumn, SettingColumn, ValueColumn],
            [.. others.Concat(own).OrderBy(row => row[PageColumn], StringComparer.Ordinal)]);
    }

    private static IReadOnlyList<CsvRow> ReadShared(string folder)
        => CsvTable.ReadIfAny(Path.Combine(folder, "settings.csv"))?.Rows ?? [];

    private static IEnumerable<string> Columns(IEnumerable<OrderedDictionary<string, string>> rows)
        => rows.SelectMany(row => row.Keys).Distinct();

    private static string At(string folder, string page, string file) => Path.Combine(folder, page, file);
}

/// <summary>One training run, as the CSV files hold it: names and values are text.</summary>
/// <param name="Name">Its folder, without that of the seed.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Settings">Its configuration, nested names joined by dots; without those that are null.</param>
/// <param name="Figures">Its final figures.</param>
/// <param name="Epochs">The figures of each epoch.</param>
/// <param name="Steps">The figures of some training steps.</param>
internal sealed record RunRecord(
    string Name,
    string Seed,
    OrderedDictionary<string, string> Settings,
    OrderedDictionary<string, string> Figures,
    IReadOnlyList<OrderedDictionary<string, string>> Epochs,
    IReadOnlyList<OrderedDictionary<string, string>> Steps)
{
    /// <summary>The column of the name.</summary>
    public const string NameColumn = "run";

    /// <summary>The column of the seed.</summary>
    public const string SeedColumn = "seed";

    /// <summary>Gets the key that tells runs apart.</summary>
    public (string Name, string Seed) Key => (Name, Seed);

    /// <summary>Returns values with the run's name and seed in front.</summary>
    public OrderedDictionary<string, string> Named(IEnumerable<KeyValuePair<string, string>> values)
        => new([new(NameColumn, Name), new(SeedColumn, Seed), .. values]);
}
