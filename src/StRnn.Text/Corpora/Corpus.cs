namespace StRnn.Text.Corpora;

/// <summary>
/// A text for language modelling: three streams of word ids over one vocabulary. A stream is the sentences one after
/// another, each closed by one <see cref="Vocabulary.EndOfSentence"/>.
/// </summary>
public sealed class Corpus
{
    /// <summary>Puts a corpus together; the arrays are kept, not copied.</summary>
    /// <param name="name">The name it was asked for by, or its directory's.</param>
    /// <param name="vocabulary">The words that the ids stand for.</param>
    /// <param name="train">The training stream.</param>
    /// <param name="valid">The validation stream.</param>
    /// <param name="test">The test stream.</param>
    /// <param name="provenance">Where the text comes from.</param>
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

    /// <summary>The name it was asked for by, or its directory's.</summary>
    public string Name { get; }

    /// <summary>The words that the ids stand for; taken from the training stream alone.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>The training stream.</summary>
    public int[] Train { get; }

    /// <summary>The validation stream.</summary>
    public int[] Valid { get; }

    /// <summary>The test stream.</summary>
    public int[] Test { get; }

    /// <summary>Where the text comes from.</summary>
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
