using System.Globalization;
using StRnn.Randomness;
using StRnn.Text.Corpora;

namespace StRnn.Text.Tagging;

/// <summary>A data set for tagging: sentences with a tag for each word, in three parts.</summary>
public sealed class TaggingData
{
    private TaggingData(
        Vocabulary words,
        IReadOnlyList<string> tags,
        IReadOnlyList<EncodedSentence> train,
        IReadOnlyList<EncodedSentence> valid,
        IReadOnlyList<EncodedSentence> test)
        => (Words, Tags, Train, Valid, Test) = (words, tags, train, valid, test);

    /// <summary>Gets the known words, with <see cref="Vocabulary.Unknown"/> for all others.</summary>
    public Vocabulary Words { get; }

    /// <summary>Gets the tags, in ordinal order.</summary>
    public IReadOnlyList<string> Tags { get; }

    /// <summary>Gets the training sentences.</summary>
    public IReadOnlyList<EncodedSentence> Train { get; }

    /// <summary>Gets the validation sentences.</summary>
    public IReadOnlyList<EncodedSentence> Valid { get; }

    /// <summary>Gets the test sentences; may be empty.</summary>
    public IReadOnlyList<EncodedSentence> Test { get; }

    /// <summary>Builds a set of sentences: counts words, numbers words and tags, and splits at random.</summary>
    /// <param name="sentences">The sentences; at least one for each part, and two different tags.</param>
    /// <param name="options">The split, and which words are known; null for the defaults.</param>
    /// <returns>The set.</returns>
    /// <exception cref="CorpusException">
    /// A sentence is empty or has another number of tags than words, or there are too few.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A share is out of range.</exception>
    public static TaggingData FromSentences(IEnumerable<TaggedSentence> sentences, TaggingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        options ??= new TaggingOptions();
        if (!(options.ValidShare > 0) || !(options.TestShare >= 0) || !(options.ValidShare + options.TestShare < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), "The validation share is above 0, and with the test share below 1.");
        }

        TaggedSentence[] all = [.. sentences];
        for (int i = 0; i < all.Length; i++)
        {
            Check(all[i], i);
        }

        int valid = (int)decimal.Ceiling((decimal)options.ValidShare * all.Length);
        int test = (int)decimal.Ceiling((decimal)options.TestShare * all.Length);
        if (valid + test >= all.Length)
        {
            throw new CorpusException(
                $"{all.Length} sentences are too few: {valid} are for validation, {test} for the test, and none is "
                + "left to train on.");
        }

        int[] order = new int[all.Length];
        EpochOrder.Fill(order, options.Seed, epoch: 0);
        var train = order[(valid + test)..].Order().Select(i => all[i]).ToList();
        string[] tags = [.. train.SelectMany(sentence => sentence.Tags).Distinct().Order(StringComparer.Ordinal)];
        if (tags.Length < 2)
        {
            throw new CorpusException($"The training sentences have {tags.Length} different tags: tagging needs two.");
        }

        var counts = train.SelectMany(sentence => sentence.Words)
            .CountBy(word => word, StringComparer.Ordinal)
            .ToDictionary(pair => pair.Key, pair => (long)pair.Value, StringComparer.Ordinal);
        counts.TryAdd(Vocabulary.Unknown, 0);
        var words = Vocabulary.FromCounts(counts, options.MinimumCount);
        var numbers = tags.Index().ToDictionary(pair => pair.Item, pair => pair.Index, StringComparer.Ordinal);
        return new TaggingData(
            words,
            tags,
            [.. train.Select(Encode)],
            [.. order[..valid].Order().Select(i => Encode(all[i]))],
            [.. order[valid..(valid + test)].Order().Select(i => Encode(all[i]))]);

        // A tag that the training sentences do not have is no target.
        EncodedSentence Encode(TaggedSentence sentence) => new(
            words.Encode(sentence.Words), [.. sentence.Tags.Select(tag => numbers.GetValueOrDefault(tag, -1))]);
    }

    /// <summary>
    /// Reads a file with a word and its tag per line, separated by whitespace, and an empty line between sentences, as
    /// of the CoNLL tasks: the first field is the word, the last one its tag.
    /// </summary>
    /// <param name="path">The file, UTF-8, plain or gzip (<c>.gz</c>).</param>
    /// <param name="options">The split, and which words are known; null for the defaults.</param>
    /// <returns>The set.</returns>
    /// <exception cref="CorpusException">
    /// The file cannot be read, or a line has no tag; the message names it.
    /// </exception>
    public static TaggingData FromFile(string path, TaggingOptions? options = null)
        => FromSentences(Sentences(path), options);

    private static IEnumerable<TaggedSentence> Sentences(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var words = new List<string>();
        var tags = new List<string>();
        int number = 0;
        foreach (string line in CorpusFile.Decode(CorpusFile.ReadBytes(path), path).Split('\n'))
        {
            number++;
            string[] fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length == 1)
            {
                throw new CorpusException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{path}' line {number} has a word without a tag: write both, separated by a space or a tab."));
            }

            if (fields.Length > 1)
            {
                words.Add(fields[0]);
                tags.Add(fields[^1]);
            }
            else if (words.Count > 0)
            {
                yield return new TaggedSentence([.. words], [.. tags]);
                words.Clear();
                tags.Clear();
            }
        }

        if (words.Count > 0)
        {
            yield return new TaggedSentence(words, tags);
        }
    }

    private static void Check(TaggedSentence sentence, int number)
    {
        if (sentence.Words.Count == 0 || sentence.Words.Count != sentence.Tags.Count)
        {
            throw new CorpusException(
                $"Sentence {number} has {sentence.Words.Count} words and {sentence.Tags.Count} tags: each word needs "
                + "one tag, and a sentence at least one word.");
        }
    }
}

/// <summary>A sentence as numbers.</summary>
/// <param name="Words">The id of each word.</param>
/// <param name="Tags">The number of each word's tag; -1 for a word without one.</param>
public sealed record EncodedSentence(IReadOnlyList<int> Words, IReadOnlyList<int> Tags);
