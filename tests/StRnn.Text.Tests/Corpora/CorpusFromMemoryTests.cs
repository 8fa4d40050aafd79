using StRnn.Text.Catalogs;
using StRnn.Text.Classification;
using StRnn.Text.Corpora;
using StRnn.Text.Tests.Support;

namespace StRnn.Text.Tests.Corpora;

public sealed class CorpusFromMemoryTests
{
    [Test]
    public void Lines_become_a_corpus_split_in_their_order()
    {
        var corpus = Corpus.FromLines(
            ["a b a", "c a", " ", "a\tb ", "b new"],
            new CorpusOptions { ValidationShare = 0.2, TestShare = 0.2 });
        Assert.That(Text(corpus, corpus.Train), Is.EqualTo("a b a <eos> c a <eos> <eos>"));
        Assert.That(Text(corpus, corpus.Valid), Is.EqualTo("a b <eos>"));
        Assert.That(Text(corpus, corpus.Test), Is.EqualTo("b <unk> <eos>"));
        Assert.That(corpus.Vocabulary.Words, Is.EqualTo(new[] { "<eos>", "a", "b", "c", "<unk>" }));
        Assert.That(corpus.Provenance.Source, Is.EqualTo("lines, validation share 0.2, test share 0.2"));
        Assert.That(corpus.Provenance.Sha256, Has.Length.EqualTo(64));
    }

    [Test]
    public void Rare_words_are_unknown()
    {
        var corpus = Corpus.FromLines(
            ["a b a", "c a", "a b", "c"],
            new CorpusOptions { ValidationShare = 0.2, TestShare = 0.2, MinimumCount = 2 });
        Assert.That(Text(corpus, corpus.Train), Is.EqualTo("a <unk> a <eos> <unk> a <eos>"));
    }

    [Test]
    public void Too_few_lines_and_wrong_shares_are_refused()
    {
        Assert.That(
            () => Corpus.FromLines(["a", "b"]),
            Throws.TypeOf<CorpusException>().With.Message.Contains("2 lines are too few"));
        Assert.That(
            () => Corpus.FromLines(["", " ", "\t"]),
            Throws.TypeOf<CorpusException>().With.Message.Contains("has no words"));
        Assert.That(
            () => Corpus.FromLines(["a", "b"], new CorpusOptions { ValidationShare = 0 }),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Token_arrays_become_a_corpus()
    {
        var corpus = Corpus.FromTokens(new[] { 0, 2, 1 }, new[] { 1 }, Array.Empty<int>());
        Assert.That(corpus.Vocabulary.Words, Is.EqualTo(new[] { "0", "1", "2" }));
        Assert.That(corpus.Train.ToArray(), Is.EqualTo(new[] { 0, 2, 1 }));
        var other = Corpus.FromTokens(new[] { 0, 2, 1 }, new[] { 2 }, Array.Empty<int>());
        Assert.That(other.Provenance.Sha256, Is.Not.EqualTo(corpus.Provenance.Sha256));
        Assert.That(
            () => Corpus.FromTokens(new[] { 3 }, new[] { 1 }, new[] { 1 }, new Vocabulary(["a", "b"])),
            Throws.ArgumentException.With.Message.Contains("3 is outside"));
    }

    /// <summary>The old message said that a corpus is a directory.</summary>
    [Test]
    public void A_single_text_file_is_split_by_lines()
    {
        using var folder = new TemporaryDirectory();
        string path = Path.Combine(folder.FullName, "text.txt");
        string[] lines = [.. Enumerable.Range(0, 40).Select(i => $"word{i % 7} word{i % 3}")];
        File.WriteAllText(path, "\ufeff" + string.Join("\r\n", lines));
        var corpus = CorpusCatalog.Open(path);
        var expected = Corpus.FromLines(lines, name: "text.txt");
        Assert.That(corpus.Name, Is.EqualTo("text.txt"));
        Assert.That(corpus.Train.ToArray(), Is.EqualTo(expected.Train.ToArray()));
        Assert.That(corpus.Valid.ToArray(), Is.EqualTo(expected.Valid.ToArray()));
        Assert.That(corpus.Test.ToArray(), Is.EqualTo(expected.Test.ToArray()));
        Assert.That(corpus.Train.Count(id => id == corpus.Vocabulary.EndOfSentenceId), Is.EqualTo(36));
        File.WriteAllBytes(path, [.. "good line\nbad "u8, 0xff, (byte)'\n']);
        Assert.That(
            () => CorpusCatalog.Open(path),
            Throws.TypeOf<CorpusException>().With.Message.Contains("not UTF-8"));
    }

    [Test]
    public void Labelled_texts_become_a_classification_set()
    {
        var texts = Enumerable.Range(0, 50).Select(
            i => (i % 2 == 0 ? $"Good, good film {i}!" : $"A bad film {i}.", i % 2 == 0 ? "yes" : "no"));
        var data = TextClassificationData.FromTexts(texts);
        Assert.That(data.ClassNames, Is.EqualTo(new[] { "no", "yes" }));
        Assert.That((data.Train.Count, data.Validation.Count, data.Test.Count), Is.EqualTo((36, 4, 10)));
        Assert.That(data.Train.Concat(data.Validation).Concat(data.Test).All(
            text => text.Label == (text.Text.StartsWith("Good", StringComparison.Ordinal) ? 1 : 0)));
        Assert.That(data.Provenance.Sha256, Has.Length.EqualTo(64));
        var encoded = data.Encode(numWords: 3, new SequenceOptions { Steps = 5 });
        Assert.That(encoded.Words.Words[0], Is.EqualTo("good").Or.EqualTo("film"));
        Assert.That(encoded.Words.Size, Is.EqualTo(3));
        Assert.That(encoded.Train.Count, Is.EqualTo(36));
        Assert.That(encoded.Test.WordsOf(0).Length, Is.InRange(1, 5));
    }

    [Test]
    public void Wrong_labelled_texts_are_refused()
    {
        Assert.That(
            () => TextClassificationData.FromTexts([]),
            Throws.TypeOf<CorpusException>().With.Message.Contains("no examples"));
        Assert.That(
            () => TextClassificationData.FromTexts([("a", "x"), ("b", " ")]),
            Throws.TypeOf<CorpusException>().With.Message.Contains("'texts' line 2 has no label"));
        Assert.That(
            () => TextClassificationData.FromTexts(Enumerable.Repeat(("a", "x"), 10)),
            Throws.TypeOf<CorpusException>().With.Message.Contains("two classes"));
    }

    private static string Text(Corpus corpus, TokenSequence ids)
        => string.Join(' ', ids.Select(id => corpus.Vocabulary[id]));
}
