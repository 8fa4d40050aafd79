using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace StRnn.Text.Corpora.DotNetDocs;

/// <summary>
/// Reads a reference pack into three streams of unique sentences. The sentences of one type stay together in file
/// order; the types are ordered by a hash of their names, so that any prefix of a stream mixes namespaces.
/// </summary>
internal static class DocumentationTokenizer
{
    /// <summary>
    /// The smallest number of words of a sentence to keep; shorter ones ("Unused.", "The value.") say nothing.
    /// </summary>
    public const int MinimumWords = 4;

    public static TokenizedDocumentation Tokenize(ReferencePack pack)
    {
        var words = new WordCounts();
        if (words.IdOf(Vocabulary.EndOfSentence) != TokenizedDocumentation.EndOfSentence)
        {
            throw new InvalidOperationException("The end of sentence must be the first word.");
        }

        var types = new HashSet<string>(StringComparer.Ordinal);
        var sentences = new Dictionary<string, List<int[]>>(StringComparer.Ordinal);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in pack.Files)
        {
            byte[] content = CorpusFile.ReadBytes(file);
            AppendToHash(hash, Path.GetFileName(file), content);
            AddSentences(content, Path.GetFileName(file), words, types, sentences);
        }

        int[][] streams = Arrange(types, sentences);
        return new TokenizedDocumentation(words.Words, streams, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static void AppendToHash(IncrementalHash hash, string name, byte[] content)
    {
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, content.LongLength);
        hash.AppendData(Encoding.UTF8.GetBytes(name));
        hash.AppendData(length);
        hash.AppendData(content);
    }

    private static void AddSentences(
        byte[] content, string file, WordCounts words, HashSet<string> types, Dictionary<string, List<int[]>> sentences)
    {
        using var stream = new MemoryStream(content, writable: false);
        foreach (var text in DocumentationReader.Read(stream, file))
        {
            string type = MemberName.DeclaringType(text.Member);
            if (MemberName.IsType(text.Member))
            {
                types.Add(type);
            }

            foreach (var sentence in SentenceTokenizer.Split(text.Text))
            {
                if (sentence.Count < MinimumWords)
                {
                    continue;
                }

                int[] ids = new int[sentence.Count + 1];
                for (int i = 0; i < sentence.Count; i++)
                {
                    ids[i] = words.IdOf(sentence[i]);
                }

                ids[^1] = TokenizedDocumentation.EndOfSentence;
                if (!sentences.TryGetValue(type, out var list))
                {
                    sentences.Add(type, list = []);
                }

                list.Add(ids);
            }
        }
    }

    /// <summary>
    /// Keeps each sentence once: in training text before validation text, and in validation text before test text.
    /// </summary>
    private static int[][] Arrange(HashSet<string> types, Dictionary<string, List<int[]>> sentences)
    {
        var bySplit = sentences.Keys
            .OrderBy(StableHash)
            .ThenBy(type => type, StringComparer.Ordinal)
            .ToLookup(type => NamespaceSplit.Of(NamespaceSplit.SecondLevel(type, types)));
        var seen = new HashSet<int[]>(new TokenSequenceComparer());
        return Array.ConvertAll(
            Enum.GetValues<SplitName>(),
            split => bySplit[split]
                .SelectMany(type => sentences[type])
                .Where(seen.Add)
                .SelectMany(ids => ids)
                .ToArray());
    }

    /// <summary>
    /// Computes FNV-1a (64 bits) of the UTF-8 bytes, with a final mix so that similar names get distant hashes.
    /// </summary>
    private static ulong StableHash(string text)
    {
        ulong hash = 14695981039346656037;
        foreach (byte value in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ value) * 1099511628211;
        }

        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        return hash ^ (hash >> 33);
    }
}

/// <summary>
/// A pack's sentences before a vocabulary is chosen: ids represent all words, in order of appearance.
/// </summary>
/// <param name="Words">The word of each id; the first is <see cref="Vocabulary.EndOfSentence"/>.</param>
/// <param name="Streams">The streams for training, validation and test, indexed by <see cref="SplitName"/>.</param>
/// <param name="Sha256">The hash of the XML files used.</param>
internal sealed record TokenizedDocumentation(IReadOnlyList<string> Words, int[][] Streams, string Sha256)
{
    public const int EndOfSentence = 0;
}

/// <summary>Compares sentences by their ids, and looks up a part of a stream without copying it.</summary>
internal sealed class TokenSequenceComparer :
    IEqualityComparer<int[]>, IAlternateEqualityComparer<ReadOnlySpan<int>, int[]>
{
    public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

    public bool Equals(ReadOnlySpan<int> alternate, int[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(int[] obj) => GetHashCode((ReadOnlySpan<int>)obj);

    public int GetHashCode(ReadOnlySpan<int> alternate)
    {
        var hash = default(HashCode);
        hash.AddBytes(MemoryMarshal.AsBytes(alternate));
        return hash.ToHashCode();
    }

    public int[] Create(ReadOnlySpan<int> alternate) => alternate.ToArray();
}
