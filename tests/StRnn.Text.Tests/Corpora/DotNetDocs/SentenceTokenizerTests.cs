using StRnn.Text.Corpora.DotNetDocs;

namespace StRnn.Text.Tests.Corpora.DotNetDocs;

public sealed class SentenceTokenizerTests
{
    [TestCase("Gets the Value. Sets it!", "gets the value|sets it")]
    [TestCase("Is it set? Yes (it is.) Done", "is it set|yes it is|done")]
    [TestCase("See IFoo.Bar() and v1.2 now.", "see ifoo bar and v1 N now")]
    [TestCase("Codes, e.g. UTF8, i.e. bytes. End", "codes e.g. utf8 i.e. bytes|end")]
    [TestCase("Words, numbers, etc. are fine. Next", "words numbers etc are fine|next")]
    [TestCase("From -1 to 1,000.5 or 0x7FFF.", "from N to N or N")]
    [TestCase("A 32-bit, read-only, thread-safe list", "a N-bit read-only thread-safe list")]
    [TestCase("It doesn't use the user's name; we're \u2018done\u2019", "it does n't use the user 's name we 're done")]
    [TestCase("can\u2019t", "ca n't")]
    [TestCase("one\n two\n \n three", "one two|three")]
    [TestCase("one\u2029two", "one|two")]
    [TestCase("the <T> of a_b [x] / y", "the t of a_b x y")]
    [TestCase(" \n\t .. -- !", "")]
    [TestCase("", "")]
    [TestCase("ends in an open '", "ends in an open")]
    [TestCase("ends in a hyphen-", "ends in a hyphen")]
    [TestCase("e", "e")]
    public void Prose_becomes_sentences_of_words(string text, string expected)
    {
        var sentences = SentenceTokenizer.Split(text).Select(sentence => string.Join(' ', sentence));
        Assert.That(string.Join('|', sentences), Is.EqualTo(expected));
    }

    [Test]
    public void Any_text_gives_words_without_whitespace()
    {
        var random = new Random(7);
        const string Alphabet = "aZ9.,!?'\u2019-_ \n\u2029()\"e.g.n't\u00e9\ud83d\ude00";
        for (int round = 0; round < 2000; round++)
        {
            string text = new([.. Enumerable.Range(0, 30).Select(_ => Alphabet[random.Next(Alphabet.Length)])]);
            foreach (var sentence in SentenceTokenizer.Split(text))
            {
                Assert.That(sentence, Is.Not.Empty.And.All.Not.Empty, text);
                Assert.That(sentence.Any(word => word.Any(char.IsWhiteSpace)), Is.False, text);
            }
        }
    }
}
