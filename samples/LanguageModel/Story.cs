using StRnn.Text.Corpora;

/// <summary>
/// Writes the text to learn from: short sentences of a small world, in which the verb follows from the animal and the
/// place from the verb. A model that only counts words cannot know that; one with a memory can.
/// </summary>
internal static class Story
{
    private static readonly (string Animal, string Verb, string Place)[] Habits =
    [
        ("cat", "sleeps", "on the warm roof"),
        ("dog", "runs", "through the green park"),
        ("owl", "hunts", "over the dark field"),
        ("fish", "swims", "below the old bridge"),
        ("horse", "waits", "behind the wooden gate"),
    ];

    private static readonly string[] Sizes = ["small", "big", "young", "grey"];

    /// <summary>Writes a corpus of three splits; equal seeds write equal text.</summary>
    public static Corpus Write(int sentences, int seed)
    {
        var random = new Random(seed);
        string[][] train = Sentences(random, sentences), valid = Sentences(random, 60), test = Sentences(random, 60);
        var counts = train.SelectMany(words => words).CountBy(word => word)
            .Select(pair => KeyValuePair.Create(pair.Key, (long)pair.Value));
        var vocabulary = Vocabulary.FromCounts(counts);
        return new Corpus(
            "story",
            vocabulary,
            Encode(train),
            Encode(valid),
            Encode(test),
            new CorpusProvenance($"{sentences} sentences of seed {seed}", new string('0', 64)));

        int[] Encode(string[][] text) => vocabulary.Encode(text.SelectMany(words => words));
    }

    private static string[][] Sentences(Random random, int count)
        => [.. Enumerable.Range(0, count).Select(_ => Sentence(random))];

    private static string[] Sentence(Random random)
    {
        var (animal, verb, place) = Habits[random.Next(Habits.Length)];
        string size = Sizes[random.Next(Sizes.Length)];
        return ["the", size, animal, verb, .. place.Split(' '), Vocabulary.EndOfSentence];
    }
}
