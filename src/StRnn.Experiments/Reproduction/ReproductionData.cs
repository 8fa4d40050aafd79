using StRnn.Text.Corpora.DotNetDocs;

namespace StRnn.Experiments.Reproduction;

/// <summary>The scale of a published experiment's reproduction.</summary>
internal enum ReproductionScale
{
    /// <summary>Seconds, on the documentation that every SDK carries: shows that all of it runs, no more.</summary>
    Tiny,

    /// <summary>
    /// Within two hours per table on two cores: smaller models on less text, by one recipe in which the dense model
    /// overfits.
    /// </summary>
    Small,

    /// <summary>
    /// Some hours per row on one core: the medium LSTM of Zaremba et al. 2014 on the whole corpus, in 20 epochs.
    /// </summary>
    Medium,

    /// <summary>The published setting, at any cost.</summary>
    Paper,
}

/// <summary>The paper's corpora, in folders named as in their public layouts.</summary>
/// <param name="Root">The folder of all of them; null if none is named.</param>
/// <param name="Scale">The scale; at the tiny one the SDK's documentation replaces all corpora.</param>
internal sealed record ReproductionData(string? Root, ReproductionScale Scale)
{
    /// <summary>Finds a corpus.</summary>
    /// <param name="folder">Its folder.</param>
    /// <returns>A name or full path; or null, and the reason.</returns>
    public (string? Name, string? Absent) Find(string folder)
    {
        if (Scale == ReproductionScale.Tiny)
        {
            return (DotNetDocsCorpus.Name, null);
        }

        if (Root is null)
        {
            return (null, $"not at hand: no data folder is named, which would hold '{folder}'");
        }

        string path = Path.GetFullPath(Path.Combine(Root, folder));
        return Directory.Exists(path)
            ? (path, null)
            : (null, $"not at hand: there is no '{folder}' in the data folder");
    }
}
