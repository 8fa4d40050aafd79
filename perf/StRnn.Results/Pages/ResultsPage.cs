namespace StRnn.Results.Pages;

/// <summary>A page whose tables come from CSV files.</summary>
/// <param name="Name">Its name, without the ending.</param>
/// <param name="Blocks">The text of each generated block, by its name in the page.</param>
internal sealed record ResultsPage(string Name, IReadOnlyDictionary<string, Func<PageData, string>> Blocks)
{
    /// <summary>Gets what draws the page's plots into a folder; null for a page without.</summary>
    public Action<PageData, string>? Plot { get; init; }
}
