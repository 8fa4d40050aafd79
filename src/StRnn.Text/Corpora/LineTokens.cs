using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace StRnn.Text.Corpora;

/// <summary>
/// Turns lines into word numbers in order of appearance, each line closed by <see cref="Vocabulary.EndOfSentence"/>,
/// and splits them: the first lines train, then come those that validate, then those that test.
/// </summary>
internal sealed class LineTokens : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public LineTokens() => End = Words.IdOf(Vocabulary.EndOfSentence);

    public WordCounts Words { get; } = new();

    /// <summary>Gets the number of <see cref="Vocabulary.EndOfSentence"/>.</summary>
    public int End { get; }

    /// <summary>Gets the number of lines so far.</summary>
    public long Lines { get; private set; }

    /// <summary>Gets a value indicating whether any line had a word.</summary>
    public bool HasWords => Words.Words.Count > 1;

    /// <summary>Appends the words of a line, separated by whitespace, and the end of the sentence.</summary>
    public static void AppendWords(ReadOnlySpan<char> line, WordCounts words, List<int> stream)
    {
        for (int at = 0; at < line.Length;)
        {
            if (char.IsWhiteSpace(line[at]))
            {
                at++;
                continue;
            }

            int start = at;
            while (at < line.Length && !char.IsWhiteSpace(line[at]))
            {
                at++;
            }

            stream.Add(words.IdOf(line[start..at]));
        }
    }

    public void Append(string line, List<int> stream)
    {
        ArgumentNullException.ThrowIfNull(line);
        _hash.AppendData(Encoding.UTF8.GetBytes(line));
        _hash.AppendData("\n"u8);
        AppendWords(line, Words, stream);
        stream.Add(End);
        Lines++;
    }

    /// <summary>Computes the SHA-256 over the lines so far, each with a line feed.</summary>
    public string Digest() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary>Says what was read and how it was split.</summary>
    public static string Source(string origin, CorpusOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $"{origin}, validation share {options.ValidationShare}, test share {options.TestShare}")
        + (options.MinimumCount > 1 ? $", words seen at least {options.MinimumCount} times" : string.Empty);

    /// <summary>Computes the numbers of lines that train and validate.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A share is out of range.</exception>
    /// <exception cref="CorpusException">There are too few lines.</exception>
    public (long Train, long Valid) Split(string origin, CorpusOptions options)
    {
        var (valid, test) = (options.ValidationShare, options.TestShare);
        if (!(valid > 0) || !(test >= 0) || !(valid + test < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(options), string.Create(
                CultureInfo.InvariantCulture,
                $"The shares {valid} and {test} leave no training text: the validation share is above 0, and both "
                + $"together below 1."));
        }

        long validLines = (long)decimal.Ceiling((decimal)valid * Lines);
        long testLines = (long)decimal.Ceiling((decimal)test * Lines);
        long trainLines = Lines - validLines - testLines;
        if (trainLines < 1 || !HasWords)
        {
            throw new CorpusException(
                HasWords
                    ? $"{origin}: {Lines} lines are too few to train on, validate and test: {validLines} and "
                        + $"{testLines} are held out. Give more lines or lower shares."
                    : $"{origin} has no words: a text has one sentence per line, its words separated by spaces.");
        }

        return (trainLines, validLines);
    }

    public void Dispose() => _hash.Dispose();
}
