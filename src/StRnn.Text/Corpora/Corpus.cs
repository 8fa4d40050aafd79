namespace StRnn.Text.Corpora;

/// <summary>
/// A text for language modelling: three streams of word ids over one vocabulary. A stream is a sequence of sentences,
/// each closed by one <see cref="Vocabulary.EndOfSentence"/>.
/// </summary>
public sealed class Corpus
{
    /// <summary>
    /// Initializes a new instance of the <see cref="Corpus"/> class; the arrays are kept, not copied.
    /// </summary>
    /// <param name="name">The name that the corpus was opened by, or the name of its directory.</param>
    /// <param name="vocabulary">The words of the ids.</param>
    /// <param name="train">The training stream.</param>
    /// <param name="valid">The validation stream.</param>
    /// <param name="test">The test stream.</param>
    /// <param name="provenance">The origin of the text.</param>
    /// <exception cref="ArgumentException">An id is negative or not below the vocabulary's size.</exception>
    public Corpus(
        string name, Vocabulary vocabulary, int[] train, int[] valid, int[] test, CorpusProvenance provenance)
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
    public int[] Train { get; }

    /// <summary>Gets the validation stream.</summary>
    public int[] Valid { get; }

    /// <summary>Gets the test stream.</summary>
    public int[] Test { get; }

    /// <summary>Gets the origin of the text.</summary>
    public CorpusProvenance Provenance { get; }

    private static void CheckIds(int[] tokens, int count, string name)
    {
        ArgumentNullException.ThrowIfNull(tokens, name);
        foreach (int id in tokens)
        {
            if ((uint)id >= (uint)count)
            {
                throw new ArgumentException($"The id {id} is outside a vocabulary of {count} words.", name);
            }
        }
    }
}

/// <summary>The origin of a corpus, which tells whether two runs read equal text. It contains no path.</summary>
/// <param name="Source">The files, or the package with its version, and any limit of the training text.</param>
/// <param name="Sha256">The SHA-256 of the source's content, 64 lower-case hexadecimal digits.</param>
public sealed record CorpusProvenance(string Source, string Sha256);
