using StRnn.Text.Corpora.DotNetDocs;

namespace StRnn.Cli.Reproduction;

/// <summary>Where the paper's corpora are, in folders named as in their public layouts.</summary>
/// <param name="Root">The folder of all of them; null where nobody said.</param>
/// <param name="Scale">At the tiny scale the SDK's documentation stands in for all of them.</param>
internal sealed record ReproductionData(string? Root, ReproductionScale Scale)
{
    public const string Variable = "STRNN_DATA";

    /// <summary>A corpus, or why it cannot be had.</summary>
    /// <param name="folder">Its folder.</param>
    /// <returns>A name or full path, or null, and then the reason.</returns>
    public (string? Name, string? Absent) Find(string folder)
    {
        if (Scale == ReproductionScale.Tiny)
        {
            return (DotNetDocsCorpus.Name, null);
        }

        if (Root is null)
        {
            return (null, $"not at hand: name the folder of '{folder}' with --data or {Variable}");
        }

        string path = Path.GetFullPath(Path.Combine(Root, folder));
        return Directory.Exists(path) ? (path, null) : (null, $"not at hand: there is no '{folder}' in the data folder");
    }
}
