using StRnn.Text.Corpora;

namespace StRnn.Text.Tests.Corpora;

public sealed class VocabularyTests
{
    [Test]
    public void Ids_follow_falling_counts_and_then_ordinal_order()
    {
        var vocabulary = Vocabulary.FromCounts(Counts(("b", 2), ("Z", 2), ("a", 2), ("rare", 1), ("<eos>", 5)));
        Assert.That(vocabulary.Words, Is.EqualTo(new[] { "<eos>", "Z", "a", "b", "rare" }));
        Assert.That(vocabulary.EndOfSentenceId, Is.Zero);
        Assert.That(vocabulary.UnknownId, Is.Null);
    }

    [Test]
    public void Words_below_the_minimum_count_are_counted_as_unknown()
    {
        var vocabulary = Vocabulary.FromCounts(
            Counts(("often", 4), ("x", 2), ("y", 2), ("z", 1), ("<eos>", 1)), minimumCount: 3);
        Assert.That(vocabulary.Words, Is.EqualTo(new[] { "<unk>", "often", "<eos>" }));
        Assert.That(vocabulary.IdOf("x"), Is.EqualTo(vocabulary.UnknownId));
    }

    [Test]
    public void Words_restore_the_same_vocabulary()
    {
        var vocabulary = Vocabulary.FromCounts(Counts(("b", 2), ("a", 7), ("<unk>", 3), ("<eos>", 5)));
        var restored = new Vocabulary(string.Join('\n', vocabulary.Words).Split('\n'));
        Assert.That(restored.Words, Is.EqualTo(vocabulary.Words));
        Assert.That(
            restored.Words.Select(word => restored.IdOf(word)), Is.EqualTo(Enumerable.Range(0, restored.Count)));
        Assert.That(Enumerable.Range(0, restored.Count).Select(id => restored[id]), Is.EqualTo(restored.Words));
    }

    [Test]
    public void A_word_outside_is_unknown_or_an_error_that_names_it()
    {
        var open = new Vocabulary(["a", "<unk>"]);
        Assert.That(open.Encode(["a", "novel", "A"]), Is.EqualTo(new[] { 0, 1, 1 }));
        Assert.That(open.TryGetId("novel", out _), Is.False);

        var closed = new Vocabulary(["a", "b"]);
        Assert.That(() => closed.IdOf("novel"), Throws.TypeOf<CorpusException>().With.Message.Contains("'novel'"));
    }

    [TestCase("a,b,a", "'a' twice", TestName = "A_repeated_word_is_refused")]
    [TestCase("a,,b", "Word 1", TestName = "An_empty_word_is_refused")]
    [TestCase("a,b c", "Word 1", TestName = "A_word_with_whitespace_is_refused")]
    public void Bad_words_are_refused(string words, string message)
    {
        Assert.That(
            () => new Vocabulary(words.Split(',')), Throws.TypeOf<CorpusException>().With.Message.Contains(message));
    }

    [Test]
    public void An_empty_vocabulary_is_refused()
    {
        Assert.That(() => new Vocabulary([]), Throws.TypeOf<CorpusException>());
    }

    [TestCase(-1)]
    [TestCase(2)]
    public void An_id_outside_has_no_word(int id)
    {
        var vocabulary = new Vocabulary(["a", "b"]);
        Assert.That(() => vocabulary[id], Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [TestCase(-1)]
    [TestCase(2)]
    public void A_corpus_refuses_ids_outside_its_vocabulary(int id)
    {
        var vocabulary = new Vocabulary(["a", "b"]);
        Assert.That(
            () => new Corpus("c", vocabulary, [0, 1], [0, id], [1], new CorpusProvenance("s", "h")),
            Throws.ArgumentException.With.Property(nameof(ArgumentException.ParamName)).EqualTo("valid"));
    }

    private static IEnumerable<KeyValuePair<string, long>> Counts(params (string Word, long Count)[] counts) =>
        counts.Select(pair => KeyValuePair.Create(pair.Word, pair.Count));
}
