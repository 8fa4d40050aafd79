using System.Buffers.Binary;
using System.Security.Cryptography;

namespace StRnn.Text.Corpora;

/// <summary>
/// Reads a word-level corpus in the layout of the Penn Treebank files: a directory with <c>ptb.train.txt</c>,
/// <c>ptb.valid.txt</c> and <c>ptb.test.txt</c>, or with <c>train.txt</c>, <c>valid.txt</c> and <c>test.txt</c>, each
/// plain or compressed (<c>.gz</c>).
/// </summary>
/// <remarks>
/// The files are UTF-8, with tokens separated by whitespace and one sentence per line. Every line, even an empty one,
/// ends with one <see cref="Vocabulary.EndOfSentence"/>, as is usual for word-level models. A byte order mark and
/// <c>\r\n</c> are accepted.
/// </remarks>
public static class PtbDirectory
{
    /// <summary>The layout in words, for help and error messages.</summary>
    public const string Layout =
        "ptb.train.txt, ptb.valid.txt and ptb.test.txt, or train.txt, valid.txt and test.txt (each may end in .gz)";

    private static readonly string[] Prefixes = ["ptb.", string.Empty];
    private static readonly string[] Splits = ["train", "valid", "test"];
    private static readonly string[] Extensions = [".txt", ".txt.gz"];

    /// <summary>
    /// Reads the three files. The vocabulary is that of the training file. Other words of the validation and test files
    /// become <see cref="Vocabulary.Unknown"/>, which is added to the vocabulary if it is needed and missing.
    /// </summary>
    /// <param name="directory">The directory.</param>
    /// <param name="options">The limit of training tokens; null for none.</param>
    /// <returns>
    /// The corpus, named after its directory. Its SHA-256 covers the decompressed files, each after its length in bytes
    /// (64-bit, little-endian), in the order train, valid, test.
    /// </returns>
    /// <exception cref="CorpusException">
    /// The directory or a file is missing, unreadable, without words, not UTF-8 or broken gzip; the message names it.
    /// </exception>
    public static Corpus Read(string directory, CorpusOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        if (!Directory.Exists(directory))
        {
            throw new CorpusException(
                File.Exists(directory)
                    ? $"'{directory}' is a file; a corpus is a directory with {Layout}."
                    : $"There is no directory '{directory}'; a corpus is a directory with {Layout}.");
        }

        string[] paths = FindFiles(directory);
        var words = new WordCounts();
        int end = words.IdOf(Vocabulary.EndOfSentence);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        int[][] streams = Array.ConvertAll(paths, path => Tokenize(path, words, end, hash));

        var train = SentencePrefix.Take(streams[0], end, options?.MaxTrainTokens);
        string source = string.Join(", ", paths.Select(Path.GetFileName))
            + (train.Length < streams[0].Length
                ? $", limited to {options?.MaxTrainTokens} training tokens"
                : string.Empty);
        string digest = Convert.ToHexStringLower(hash.GetHashAndReset());
        return CorpusBuilder.Build(
            Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory))) is { Length: > 0 } name
                ? name
                : directory,
            words,
            train,
            streams[1],
            streams[2],
            minimumCount: 0,
            new CorpusProvenance(source, digest));
    }

    private static string[] FindFiles(string directory)
    {
        string[][] layouts = Array.ConvertAll(
            Prefixes,
            prefix => Array.ConvertAll(
                Splits,
                split => Extensions.Select(extension => Path.Combine(directory, prefix + split + extension))
                    .FirstOrDefault(File.Exists) ?? string.Empty));

        // The layout with most files present is taken as the intended one; the first wins a tie.
        int chosen = Enumerable.Range(0, layouts.Length).MaxBy(i => layouts[i].Count(path => path.Length > 0));
        var missing = Splits.Where((_, i) => layouts[chosen][i].Length == 0).ToArray();
        if (missing.Length == Splits.Length)
        {
            throw new CorpusException($"The directory '{directory}' holds no corpus; looked for {Layout}.");
        }

        if (missing.Length > 0)
        {
            string names = string.Join(
                " and ",
                missing.Select(split => $"{Prefixes[chosen]}{split}.txt (or {Prefixes[chosen]}{split}.txt.gz)"));
            throw new CorpusException($"The directory '{directory}' lacks {names}; a corpus needs {Layout}.");
        }

        return layouts[chosen];
    }

    private static int[] Tokenize(string path, WordCounts words, int end, IncrementalHash hash)
    {
        byte[] content = CorpusFile.ReadBytes(path);
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, content.LongLength);
        hash.AppendData(length);
        hash.AppendData(content);

        var stream = new List<int>(content.Length / 5);
        int lines = 0;
        ReadOnlySpan<char> rest = CorpusFile.Decode(content, path);
        while (!rest.IsEmpty)
        {
            int newline = rest.IndexOf('\n');
            var line = newline < 0 ? rest : rest[..newline];
            rest = newline < 0 ? default : rest[(newline + 1)..];
            LineTokens.AppendWords(line, words, stream);
            stream.Add(end);
            lines++;
        }

        return stream.Count > lines
            ? [.. stream]
            : throw new CorpusException($"'{path}' is empty: a corpus file holds one sentence a line.");
    }
}
