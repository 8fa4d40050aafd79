using StRnn.Results.Data;

namespace StRnn.Results.Pages;

/// <summary>The CSV files of a page.</summary>
internal sealed class PageData(string folder, string page)
{
    private readonly CsvTable _runs = CsvTable.Read(Path.Combine(folder, page, "runs.csv"));
    private readonly Lazy<ILookup<string, CsvRow>> _epochs = new(() => RowsByRun(folder, page, "curves.csv"));
    private readonly Lazy<ILookup<string, CsvRow>> _steps = new(() => RowsByRun(folder, page, "steps.csv"));

    /// <summary>Returns the CSV files of another page.</summary>
    public PageData Of(string other) => new(folder, other);

    /// <summary>Returns the runs of a name, by seed.</summary>
    public IReadOnlyList<CsvRow> RunsIfAny(string name)
        => [.. _runs.Rows.Where(row => row.Text(RunRecord.NameColumn) == name)];

    /// <summary>Returns the runs of a name, by seed.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public IReadOnlyList<CsvRow> Runs(string name) => RunsIfAny(name) is { Count: > 0 } runs
        ? runs
        : throw new InvalidDataException($"'{_runs.Path}' has no run '{name}'.");

    /// <summary>Returns the one run of a name.</summary>
    public CsvRow Run(string name) => Runs(name)[0];

    /// <summary>Returns the epochs of a run, in order.</summary>
    public IReadOnlyList<CsvRow> Epochs(CsvRow run) => [.. _epochs.Value[KeyOf(run)]];

    /// <summary>Returns the logged steps of a run, in order.</summary>
    public IReadOnlyList<CsvRow> Steps(CsvRow run) => [.. _steps.Value[KeyOf(run)]];

    /// <summary>Returns the epoch whose weights the test was taken with: the best by the validation.</summary>
    public CsvRow BestEpoch(CsvRow run)
    {
        string best = run.Text("eval.test-best.epoch");
        return Epochs(run).FirstOrDefault(epoch => epoch.Text("epoch") == best)
            ?? throw new InvalidDataException($"'{folder}/{page}/curves.csv' has no epoch {best} of '{KeyOf(run)}'.");
    }

    private static ILookup<string, CsvRow> RowsByRun(string folder, string page, string file)
        => CsvTable.Read(Path.Combine(folder, page, file)).Rows.ToLookup(KeyOf);

    private static string KeyOf(CsvRow row)
        => $"{row.Text(RunRecord.NameColumn)}, seed {row.Text(RunRecord.SeedColumn)}";
}

/// <summary>A page whose tables come from CSV files.</summary>
/// <param name="Name">Its name, without the ending.</param>
/// <param name="Blocks">The text of each generated block, by its name in the page.</param>
internal sealed record ResultsPage(string Name, IReadOnlyDictionary<string, Func<PageData, string>> Blocks)
{
    /// <summary>Gets all pages.</summary>
    public static IReadOnlyList<ResultsPage> All { get; } =
    [
        ClassificationPage.Page,
        EqualWeightsPage.Page,
        PennTreebankPages.Large,
        PennTreebankPages.Rhn,
        PennTreebankPages.Small,
        ReproductionPage.Page,
    ];

    /// <summary>Gets the action that draws the page's plots into a folder; null for a page without.</summary>
    public Action<PageData, string>? Plot { get; init; }

    /// <summary>Returns a page by its name.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static ResultsPage Get(string name) => All.FirstOrDefault(page => page.Name == name)
        ?? throw new InvalidDataException(
            $"There is no page '{name}': use {string.Join(", ", All.Select(page => page.Name))}.");
}
