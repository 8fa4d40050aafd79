namespace StRnn.Results.Pages;

/// <summary>A page whose tables come from CSV files.</summary>
/// <param name="Name">Its name, without the ending.</param>
/// <param name="Blocks">The text of each generated block, by its name in the page.</param>
internal sealed record ResultsPage(string Name, IReadOnlyDictionary<string, Func<PageData, string>> Blocks)
{
    /// <summary>Gets all pages.</summary>
    public static IReadOnlyList<ResultsPage> All { get; } =
    [
        ClassificationPage.Page,
        PennTreebankPages.Large,
        PennTreebankPages.Rhn,
        PennTreebankPages.Small,
        ReproductionPage.Page,
    ];

    /// <summary>Gets what draws the page's plots into a folder; null for a page without.</summary>
    public Action<PageData, string>? Plot { get; init; }

    /// <summary>Returns a page by its name.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static ResultsPage Get(string name) => All.FirstOrDefault(page => page.Name == name)
        ?? throw new InvalidDataException(
            $"There is no page '{name}': use {string.Join(", ", All.Select(page => page.Name))}.");
}
