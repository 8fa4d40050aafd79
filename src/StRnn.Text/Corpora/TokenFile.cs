using System.Security.Cryptography;
using System.Text;

namespace StRnn.Text.Corpora;

/// <summary>
/// A file of a whole corpus, which training reads memory-mapped and window by window, so that a text may be larger than
/// memory: a header of 128 bytes, the ids of the training, validation and test stream (little-endian, 16 bits for a
/// vocabulary of at most 65,536 words, else 32), the source, and the vocabulary, a word per line.
/// </summary>
public static class TokenFile
{
    /// <summary>The usual ending of such a file's name.</summary>
    public const string Extension = ".tokens";

    /// <summary>Determines whether a file is a token file, by its first bytes.</summary>
    /// <param name="path">The file.</param>
    public static bool IsTokenFile(string path)
    {
        Span<byte> start = stackalloc byte[TokenFileHeader.Magic.Length];
        try
        {
            using var file = File.OpenRead(path);
            return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length
                && start.SequenceEqual(TokenFileHeader.Magic);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>
    /// Writes a token file of a text that is read once and never held in memory; the ids are those of
    /// <see cref="Corpus.FromLines"/>.
    /// </summary>
    /// <param name="path">The file to write; it appears complete or not at all.</param>
    /// <param name="lines">The sentences, their words separated by whitespace.</param>
    /// <param name="options">The split and the vocabulary; null for the defaults.</param>
    /// <param name="origin">The origin of the text, which is kept in the file.</param>
    /// <exception cref="CorpusException">There are too few lines, or the file cannot be written.</exception>
    public static void Write(
        string path, IEnumerable<string> lines, CorpusOptions? options = null, string origin = "lines")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(lines);
        TokenFileWriter.Write(path, lines, options ?? new CorpusOptions(), origin);
    }

    /// <summary>Writes a token file of a text file, one sentence per line, plain or gzip (<c>.gz</c>).</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="text">The text file, UTF-8.</param>
    /// <param name="options">The split and the vocabulary; null for the defaults.</param>
    /// <exception cref="CorpusException">The text cannot be read, or the file not be written.</exception>
    public static void WriteText(string path, string text, CorpusOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        if (Path.GetFullPath(path) == Path.GetFullPath(text))
        {
            throw new CorpusException($"The token file '{path}' would replace its own text: name another file.");
        }

        Write(path, LineReader.Lines(text), options, Path.GetFileName(text));
    }

    /// <summary>
    /// Opens a token file as a corpus. Its content is checked against its hash, reading it once from end to end; a
    /// change of the file after that is noticed at the next read.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <returns>The corpus, named after the file. The file stays open as long as the corpus is in use.</returns>
    /// <exception cref="CorpusException">The file is missing, damaged, or no token file.</exception>
    public static Corpus Open(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            var header = TokenFileHeader.Read(path);
            string[] text = Check(path, header);
            var tokens = new MappedTokens(path, TokenFileHeader.Length, header.Width);
            return ToCorpus(path, header, text, tokens);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CorpusException($"Can't read '{path}': {error.Message}", error);
        }
    }

    // What another program wrote may fit its hash, and yet have words that are none, or ids of no word.
    private static Corpus ToCorpus(string path, TokenFileHeader header, string[] text, MappedTokens tokens)
    {
        int train = (int)header.Train;
        int valid = (int)header.Valid;
        Vocabulary vocabulary;
        try
        {
            vocabulary = new Vocabulary(text[1..]);
        }
        catch (CorpusException error)
        {
            throw Damaged(path, error.Message.TrimEnd('.'));
        }

        try
        {
            return new Corpus(
                Path.GetFileNameWithoutExtension(path),
                vocabulary,
                new TokenSequence(tokens, 0, train),
                new TokenSequence(tokens, train, valid),
                new TokenSequence(tokens, train + valid, (int)header.Test),
                new CorpusProvenance(text[0], header.SourceSha256));
        }
        catch (ArgumentException)
        {
            throw Damaged(path, $"it has ids outside its {vocabulary.Count} words");
        }
    }

    // Source and vocabulary.
    private static string[] Check(string path, TokenFileHeader header)
    {
        using var file = File.OpenRead(path);
        long tokenBytes = (header.Train + header.Valid + header.Test) * header.Width;
        if (file.Length != TokenFileHeader.Length + tokenBytes + header.TextBytes)
        {
            throw Damaged(path, $"it has {file.Length} bytes");
        }

        file.Position = TokenFileHeader.Length;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = new byte[1 << 20];
        for (long left = tokenBytes; left > 0;)
        {
            int count = file.Read(block, 0, (int)Math.Min(block.Length, left));
            if (count == 0)
            {
                throw Damaged(path, "it ends early");
            }

            hash.AppendData(block, 0, count);
            left -= count;
        }

        byte[] text = new byte[header.TextBytes];
        file.ReadExactly(text);
        hash.AppendData(text);
        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != header.ContentSha256)
        {
            throw Damaged(path, "its content does not match its hash");
        }

        string[] words = Encoding.UTF8.GetString(text).Split('\n');
        return words.Length == header.Words + 2 && words[^1].Length == 0
            ? words[..^1]
            : throw Damaged(path, "its vocabulary has another number of words");
    }

    private static CorpusException Damaged(string path, string how)
        => new($"The token file '{path}' is damaged: {how}. Write it again from its text.");
}
