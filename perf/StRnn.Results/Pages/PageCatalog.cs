namespace StRnn.Results.Pages;

/// <summary>The pages whose tables come from CSV files.</summary>
internal static class PageCatalog
{
    /// <summary>Gets all pages.</summary>
    public static IReadOnlyList<ResultsPage> All { get; } =
        [ClassificationPage.Page, PennTreebankPages.Large, PennTreebankPages.Rhn, PennTreebankPages.Small, ReproductionPage.Page];

    /// <summary>Returns a page by its name.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public static ResultsPage Get(string name) => All.FirstOrDefault(page => page.Name == name)
        ?? throw new InvalidDataException($"There is no page '{name}': use {string.Join(", ", All.Select(page => page.Name))}.");
}
