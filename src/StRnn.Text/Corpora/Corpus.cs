using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace StRnn.Text.Corpora;

/// <summary>
/// A text for language modelling: three streams of word ids over one vocabulary. A stream is a sequence of sentences,
/// each closed by one <see cref="Vocabulary.EndOfSentence"/>.
/// </summary>
public sealed class Corpus
{
    /// <summary>
    /// Initializes a new instance of the <see cref="Corpus"/> class; arrays are kept, not copied.
    /// </summary>
    /// <param name="name">The name that the corpus was opened by, or the name of its directory.</param>
    /// <param name="vocabulary">The words of the ids.</param>
    /// <param name="train">The training stream.</param>
    /// <param name="valid">The validation stream.</param>
    /// <param name="test">The test stream.</param>
    /// <param name="provenance">The origin of the text.</param>
    /// <exception cref="ArgumentException">An id is negative or not below the vocabulary's size.</exception>
    public Corpus(
        string name,
        Vocabulary vocabulary,
        TokenSequence train,
        TokenSequence valid,
        TokenSequence test,
        CorpusProvenance provenance)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(provenance);
        CheckIds(train, vocabulary.Count, nameof(train));
        CheckIds(valid, vocabulary.Count, nameof(valid));
        CheckIds(test, vocabulary.Count, nameof(test));
        Name = name;
        Vocabulary = vocabulary;
        Train = train;
        Valid = valid;
        Test = test;
        Provenance = provenance;
    }

    /// <summary>Gets the name that the corpus was opened by, or the name of its directory.</summary>
    public string Name { get; }

    /// <summary>Gets the words of the ids, which are taken from the training stream alone.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>Gets the training stream.</summary>
    public TokenSequence Train { get; }

    /// <summary>Gets the validation stream.</summary>
    public TokenSequence Valid { get; }

    /// <summary>Gets the test stream.</summary>
    public TokenSequence Test { get; }

    /// <summary>Gets the origin of the text.</summary>
    public CorpusProvenance Provenance { get; }

    /// <summary>
    /// Makes a corpus of sentences in memory: the first lines train, then come those that validate, then those that
    /// test. The vocabulary is that of the training lines, ordered by counts.
    /// </summary>
    /// <param name="lines">The sentences, their words separated by whitespace; each ends with one
    /// <see cref="Vocabulary.EndOfSentence"/>.</param>
    /// <param name="options">The split and the vocabulary; null for the defaults.</param>
    /// <param name="name">The name of the corpus.</param>
    /// <returns>The corpus. Its SHA-256 covers the lines as UTF-8, each with a line feed.</returns>
    /// <exception cref="CorpusException">There are too few lines, or no words.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A share is out of range.</exception>
    public static Corpus FromLines(
        IEnumerable<string> lines, CorpusOptions? options = null, string name = "lines")
    {
        ArgumentNullException.ThrowIfNull(lines);
        options ??= new CorpusOptions();
        using var tokens = new LineTokens();
        var stream = new List<int>();
        var ends = new List<int>();
        foreach (string line in lines)
        {
            tokens.Append(line, stream);
            ends.Add(stream.Count);
        }

        var (trainLines, validLines) = tokens.Split(name, options);
        int[] all = [.. stream];
        int train = ends[(int)trainLines - 1];
        int valid = ends[(int)(trainLines + validLines) - 1];
        return CorpusBuilder.Build(
            name,
            tokens.Words,
            SentencePrefix.Take(all.AsSpan(0, train), tokens.End, options.MaxTrainTokens),
            all[train..valid],
            all[valid..],
            options.MinimumCount,
            new CorpusProvenance(LineTokens.Source(name, options), tokens.Digest()));
    }

    /// <summary>Reads one text file, a sentence per line, and splits it as <see cref="FromLines"/> does.</summary>
    /// <param name="path">The file, UTF-8, plain or gzip (<c>.gz</c>).</param>
    /// <param name="options">The split and the vocabulary; null for the defaults.</param>
    /// <returns>The corpus, named after the file.</returns>
    /// <exception cref="CorpusException">The file cannot be read, or has too few lines.</exception>
    public static Corpus FromFile(string path, CorpusOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return FromLines(LineReader.Lines(path), options, Path.GetFileName(path));
    }

    /// <summary>Makes a corpus of token ids, which are what the caller says, with or without words.</summary>
    /// <param name="train">The training stream.</param>
    /// <param name="valid">The validation stream.</param>
    /// <param name="test">The test stream; may be empty.</param>
    /// <param name="vocabulary">The words of the ids; null for the ids themselves, written as numbers.</param>
    /// <param name="name">The name of the corpus.</param>
    /// <returns>The corpus. Its SHA-256 covers the ids, each stream after its length.</returns>
    /// <exception cref="ArgumentException">An id is negative or not below the vocabulary's size.</exception>
    public static Corpus FromTokens(
        TokenSequence train,
        TokenSequence valid,
        TokenSequence test,
        Vocabulary? vocabulary = null,
        string name = "tokens")
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(valid);
        ArgumentNullException.ThrowIfNull(test);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        int largest = 0;
        foreach (var stream in new[] { train, valid, test })
        {
            hash.AppendData(BitConverter.GetBytes((long)stream.Length));
            stream.ForEachPiece(piece =>
            {
                hash.AppendData(MemoryMarshal.AsBytes(piece));
                foreach (int id in piece)
                {
                    largest = Math.Max(largest, id);
                }
            });
        }

        return new Corpus(
            name,
            vocabulary ?? new Vocabulary(Enumerable.Range(0, largest + 1).Select(
                id => id.ToString(CultureInfo.InvariantCulture))),
            train,
            valid,
            test,
            new CorpusProvenance($"{name} in memory", Convert.ToHexStringLower(hash.GetHashAndReset())));
    }

    private static void CheckIds(TokenSequence tokens, int count, string name)
    {
        ArgumentNullException.ThrowIfNull(tokens, name);
        tokens.ForEachPiece(piece =>
        {
            foreach (int id in piece)
            {
                if ((uint)id >= (uint)count)
                {
                    throw new ArgumentException($"The id {id} is outside a vocabulary of {count} words.", name);
                }
            }
        });
    }
}

/// <summary>The origin of a corpus, which tells whether two runs read equal text. It contains no path.</summary>
/// <param name="Source">The files, or the package with its version, and any limit of the training text.</param>
/// <param name="Sha256">The SHA-256 of the source's content, 64 lower-case hexadecimal digits.</param>
public sealed record CorpusProvenance(string Source, string Sha256);
