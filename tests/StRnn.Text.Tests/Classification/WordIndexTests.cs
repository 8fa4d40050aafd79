using StRnn.Text.Classification;
using StRnn.Text.Corpora;
using StRnn.Text.Tests.Support;
using StRnn.Training;

namespace StRnn.Text.Tests.Classification;

public sealed class WordIndexTests
{
    [TestCase("Hello, World!", "hello|world")]
    [TestCase("don't stop", "don't|stop")]
    [TestCase("a!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\nb", "a|b")]
    [TestCase("  a   b  ", "a|b")]
    [TestCase("", "")]
    [TestCase(" ,. ", "")]
    [TestCase("a\rb c\u00a0d", "a\rb|c\u00a0d")]
    [TestCase("\u00c9T\u00c9", "\u00e9t\u00e9")]
    public void Words_are_those_of_keras(string text, string words)
    {
        Assert.That(string.Join('|', new WordTokenizer().Split(text)), Is.EqualTo(words));
    }

    [Test]
    public void Every_rule_can_be_changed()
    {
        var tokenizer = new WordTokenizer(new TokenizerOptions { LowerCase = false, Filters = "x", Separator = '-' });
        Assert.That(tokenizer.Split("A b-Cxd,"), Is.EqualTo(new[] { "A b", "C", "d," }));
    }

    [Test]
    public void Words_rank_by_falling_frequency_and_ties_by_first_occurrence()
    {
        var index = WordIndex.FromTexts(["z y b", "B a y", "b"]);
        Assert.That(index.Words, Is.EqualTo(new[] { "b", "y", "z", "a" }));
        Assert.That(index.Encode("a b unseen Z"), Is.EqualTo(new[] { 4, 1, 3 }));
        Assert.That(index.Size, Is.EqualTo(5));
    }

    [Test]
    public void Unknown_words_are_one_word_where_they_are_kept()
    {
        var index = WordIndex.FromTexts(["b b a", "c"], numWords: 3, keepsUnknown: true);
        Assert.That(index.Words, Is.EqualTo(new[] { WordIndex.UnknownWord, "b" }), "and one word less");
        Assert.That(index.Encode("a b never b"), Is.EqualTo(new[] { 1, 2, 1, 2 }));
        Assert.That(new WordIndex(index.Words, index.Tokenizer).Encode("x"), Is.EqualTo(new[] { 1 }), "as read back");
        Assert.That(WordIndex.FromTexts(["b b a"]).Encode("x b"), Is.EqualTo(new[] { 1 }), "else dropped");
    }

    [Test]
    public void A_limit_keeps_the_indices_below_it_and_drops_other_words()
    {
        var index = WordIndex.FromTexts(["z y b", "B a y", "b"], numWords: 3);
        Assert.That(index.Words, Is.EqualTo(new[] { "b", "y" }));
        Assert.That(index.Encode("a b z y"), Is.EqualTo(new[] { 1, 2 }));
        Assert.That(() => WordIndex.FromTexts(["a"], numWords: 1), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void The_limit_of_the_paper_is_the_default()
    {
        string[] texts = [string.Join(' ', Enumerable.Range(0, 20_100).Select(i => $"w{i}"))];
        Assert.That(WordIndex.FromTexts(texts).Size, Is.EqualTo(20_000));
        Assert.That(WordIndex.FromTexts(texts, numWords: null).Size, Is.EqualTo(20_101));
    }

    [Test]
    public void A_run_folder_keeps_words_and_rules()
    {
        using var directory = new TemporaryDirectory();
        var run = new RunDirectory(directory.FullName);
        var options = new TokenizerOptions { LowerCase = false, Filters = "\"\\", Separator = '\t' };
        var tokenizer = new WordTokenizer(options);
        var index = WordIndex.FromTexts(["A b\tc\nd\tc\nd\t\u65e5\u672c \ud83d\ude00\te\u0085f"], tokenizer);
        WordIndexFile.Write(run, index);
        var read = WordIndexFile.Read(run, index.Size);
        Assert.That(read.Words, Is.EqualTo(index.Words));
        Assert.That(read.Words[0], Is.EqualTo("c\nd"));
        Assert.That(read.Tokenizer.Options, Is.EqualTo(tokenizer.Options));
        Assert.That(Directory.GetFiles(directory.FullName), Has.Length.EqualTo(1), "no temporary file stays");
    }

    [TestCase("", "line 1")]
    [TestCase("null", "not a vocabulary")]
    [TestCase("{\n\"words\": [\"a\"]\n}", "not a vocabulary")]
    [TestCase("{\"lower_case\":true,\"filters\":null,\"separator\":\" \",\"words\":[]}", "not a vocabulary")]
    [TestCase("{\"lower_case\":true,\"filters\":\"\",\"separator\":\" \",\"words\":[\"a\",\"a\"]}", "'a' twice")]
    [TestCase("{\"lower_case\":true,\"filters\":\"\",\"separator\":\" \",\"words\":[null]}", "empty")]
    [TestCase(
        "{\"lower_case\":true,\"filters\":\"\",\"separator\":\" \",\"words\":[\"a\",\"b\",\"c\"]}",
        "3 words, the model has room for 2")]
    public void A_damaged_vocabulary_is_refused(string content, string message)
    {
        using var directory = new TemporaryDirectory();
        directory.Write(WordIndexFile.Name, content);
        Assert.That(
            () => WordIndexFile.Read(new RunDirectory(directory.FullName), mostIndices: 3),
            Throws.TypeOf<CorpusException>().With.Message.Contains(message).And.Message.Not.Contains("\n"));
    }

    [Test]
    public void A_missing_vocabulary_is_named()
    {
        using var directory = new TemporaryDirectory();
        Assert.That(
            () => WordIndexFile.Read(new RunDirectory(directory.FullName)),
            Throws.TypeOf<CorpusException>().With.Message.Contains("vocabulary.json' is missing"));
    }
}
