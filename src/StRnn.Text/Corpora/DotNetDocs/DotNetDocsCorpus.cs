using System.Runtime.InteropServices;

namespace StRnn.Text.Corpora.DotNetDocs;

/// <summary>
/// A language-model corpus of the English API documentation that every .NET SDK contains (<see cref="ReferencePack"/>).
/// </summary>
/// <remarks>
/// The corpus has the sentences of at least four words (<see cref="SentenceTokenizer"/>), each once. The validation and
/// test streams are about second-level namespaces that the training stream leaves out (validation: System.Formats,
/// System.IO; test: System.Buffers, System.Text), and contain none of its sentences. Words with fewer than
/// <see cref="MinimumCount"/> occurrences in the training sentences are <see cref="Vocabulary.Unknown"/>; sentences
/// that become equal thereby are also kept once. A sentence that occurs in several streams is kept in training before
/// validation, and in validation before test.
/// </remarks>
public static class DotNetDocsCorpus
{
    /// <summary>The name that opens this corpus.</summary>
    public const string Name = "dotnet-docs";

    /// <summary>The smallest count of a word to keep; rarer words become <see cref="Vocabulary.Unknown"/>.</summary>
    public const int MinimumCount = 3;

    /// <summary>Reads the corpus from the SDK on this machine, or from the cache.</summary>
    /// <param name="options">Limits and paths; null for the defaults.</param>
    /// <returns>
    /// The corpus. Its SHA-256 covers the XML files used, each after its name and its length in bytes (64-bit,
    /// little-endian).
    /// </returns>
    /// <exception cref="CorpusException">No SDK is found, or its files are broken.</exception>
    public static Corpus Open(CorpusOptions? options = null)
    {
        options ??= new CorpusOptions();
        var pack = options.ReferencePackDirectory is { } directory
            ? ReferencePack.FromDirectory(directory, "(given directory)")
            : ReferencePack.Find(ReferencePack.DefaultFolders(), Environment.Version.Major);
        return Build(pack, Tokenize(pack, options), options.MaxTrainTokens);
    }

    private static TokenizedDocumentation Tokenize(ReferencePack pack, CorpusOptions options)
    {
        if (!options.UseCache)
        {
            return DocumentationTokenizer.Tokenize(pack);
        }

        var cache = new TokenCache(options.CacheDirectory ?? CacheDirectory.Default(), pack);
        var tokenized = cache.Load();
        if (tokenized is null)
        {
            tokenized = DocumentationTokenizer.Tokenize(pack);
            cache.Store(tokenized);
        }

        return tokenized;
    }

    private static Corpus Build(ReferencePack pack, TokenizedDocumentation text, int? maxTrainTokens)
    {
        foreach (var split in Enum.GetValues<SplitName>())
        {
            if (text.Streams[(int)split].Length == 0)
            {
                throw new CorpusException(
                    $"The XML documentation of {ReferencePack.PackName} {pack.Version} has no {split} sentences: "
                    + "reinstall the SDK, or give the directory of a complete pack.");
            }
        }

        int[] all = text.Streams[(int)SplitName.Train];
        var train = SentencePrefix.Take(all, TokenizedDocumentation.EndOfSentence, maxTrainTokens);
        var vocabulary = Vocabulary.FromCounts(
            WordCounts.CountIn(train, text.Words).Append(new(Vocabulary.Unknown, 0)), MinimumCount);
        int[] ids = vocabulary.Encode(text.Words);
        string limit = train.Length < all.Length ? $", limited to {maxTrainTokens} training tokens" : string.Empty;

        // Sentences can become equal when rare words are replaced by <unk>: each is kept once again, so that none is in
        // two streams.
        var seen = new HashSet<int[]>(new TokenSequenceComparer()).GetAlternateLookup<ReadOnlySpan<int>>();
        return new Corpus(
            Name,
            vocabulary,
            EncodeOnce(train, ids, seen),
            EncodeOnce(text.Streams[(int)SplitName.Valid], ids, seen),
            EncodeOnce(text.Streams[(int)SplitName.Test], ids, seen),
            new CorpusProvenance(
                $"{ReferencePack.PackName} {pack.Version} XML documentation, format {TokenCache.FormatVersion}{limit}",
                text.Sha256));
    }

    private static int[] EncodeOnce(
        ReadOnlySpan<int> stream, int[] ids, HashSet<int[]>.AlternateLookup<ReadOnlySpan<int>> seen)
    {
        var encoded = new List<int>(stream.Length);
        var sentence = new List<int>();
        foreach (int word in stream)
        {
            sentence.Add(ids[word]);
            if (word == TokenizedDocumentation.EndOfSentence)
            {
                var span = CollectionsMarshal.AsSpan(sentence);
                if (seen.Add(span))
                {
                    encoded.AddRange(span);
                }

                sentence.Clear();
            }
        }

        return [.. encoded];
    }
}
