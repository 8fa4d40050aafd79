using StRnn.Text.Corpora;
using StRnn.Text.Corpora.DotNetDocs;

namespace StRnn.Text.Catalogs;

/// <summary>Opens a corpus by the name of a built-in corpus, by a directory or by a file.</summary>
public static class CorpusCatalog
{
    private static readonly (string Name, string Description, Func<CorpusOptions?, Corpus> Open)[] Entries =
    [
        (DotNetDocsCorpus.Name, "the English API documentation of the .NET SDK on this machine", DotNetDocsCorpus.Open),
    ];

    /// <summary>Gets the names of the built-in corpora, each with a description of one line.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> BuiltIn { get; } =
        [.. Entries.Select(entry => KeyValuePair.Create(entry.Name, entry.Description))];

    /// <summary>
    /// Opens a corpus. A built-in name takes precedence over a directory of equal name (write <c>./name</c>).
    /// </summary>
    /// <param name="nameOrDirectory">
    /// A name of <see cref="BuiltIn"/>, a directory (see <see cref="PtbDirectory"/>), a <see cref="TokenFile"/>, or a
    /// text file, which is split by lines (see <see cref="Corpus.FromFile"/>).
    /// </param>
    /// <param name="options">Limits and paths; null for the defaults.</param>
    /// <returns>The corpus.</returns>
    /// <exception cref="CorpusException">There is no such name, directory or file, or it cannot be read.</exception>
    public static Corpus Open(string nameOrDirectory, CorpusOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(nameOrDirectory);
        foreach (var entry in Entries)
        {
            if (entry.Name == nameOrDirectory)
            {
                return entry.Open(options);
            }
        }

        if (File.Exists(nameOrDirectory))
        {
            return TokenFile.IsTokenFile(nameOrDirectory)
                ? Limited(TokenFile.Open(nameOrDirectory), options?.MaxTrainTokens)
                : Corpus.FromFile(nameOrDirectory, options);
        }

        if (!Directory.Exists(nameOrDirectory))
        {
            throw new CorpusException(
                $"There is no file or directory '{nameOrDirectory}', and no built-in corpus of this name "
                + $"({string.Join(", ", BuiltIn.Select(entry => entry.Key))}).");
        }

        return PtbDirectory.Read(nameOrDirectory, options);
    }

    // A token file keeps its vocabulary.
    private static Corpus Limited(Corpus corpus, int? tokens)
        => tokens is { } most && most < corpus.Train.Length
            ? new Corpus(
                corpus.Name,
                corpus.Vocabulary,
                corpus.Train[..most],
                corpus.Valid,
                corpus.Test,
                corpus.Provenance with { Source = $"{corpus.Provenance.Source}, limited to {most} training tokens" })
            : corpus;
}
