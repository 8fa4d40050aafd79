using System.Text.RegularExpressions;

namespace StRnn.Results.Pages;

/// <summary>
/// A page in markdown: prose written by hand, and blocks between <c>&lt;!-- generated: NAME --&gt;</c> and
/// <c>&lt;!-- end --&gt;</c>.
/// </summary>
internal static partial class PageFile
{
    /// <summary>Renders a page and its plots.</summary>
    /// <param name="docs">The folder of the pages; their CSV files are in <c>data</c> below it.</param>
    /// <param name="page">The page.</param>
    /// <param name="isChecked">True to compare only and write nothing.</param>
    /// <returns>True if the page already agreed with its CSV files.</returns>
    /// <exception cref="InvalidDataException">The page or a CSV file lacks something.</exception>
    public static bool Render(string docs, ResultsPage page, bool isChecked)
    {
        string path = Path.Combine(docs, $"{page.Name}.md");
        var data = new PageData(Path.Combine(docs, "data"), page.Name);
        string before = File.ReadAllText(path);
        string after = Fill(path, before, page, data);
        if (!isChecked)
        {
            File.WriteAllText(path, after);
            page.Plot?.Invoke(data, Path.Combine(docs, "data", page.Name));
        }

        return before == after;
    }

    private static string Fill(string path, string text, ResultsPage page, PageData data)
    {
        var names = Block().Matches(text).Select(block => block.Groups["name"].Value).ToList();
        if (Opening().Count(text) != names.Count)
        {
            throw new InvalidDataException($"'{path}' has a generated block without an end.");
        }

        if (page.Blocks.Keys.Except(names).FirstOrDefault() is { } missing)
        {
            throw new InvalidDataException($"'{path}' has no generated block '{missing}'.");
        }

        if (names.FirstOrDefault(name => !page.Blocks.ContainsKey(name)) is { } unknown)
        {
            throw new InvalidDataException($"'{path}' has a generated block '{unknown}' that nothing writes.");
        }

        return Block().Replace(text, block =>
        {
            string table = page.Blocks[block.Groups["name"].Value](data).Trim();
            return $"{block.Groups["open"].Value}\n{table}\n\n{block.Groups["close"].Value}";
        });
    }

    [GeneratedRegex(@"<!-- generated: ")]
    private static partial Regex Opening();

    // The first end ends a block; a second opening before it is an error.
    [GeneratedRegex(
        @"(?<open><!-- generated: (?<name>[\w-]+) -->\n)((?!<!-- generated)[\s\S])*?(?<close><!-- end -->)")]
    private static partial Regex Block();
}
