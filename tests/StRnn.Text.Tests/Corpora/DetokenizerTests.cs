using StRnn.Text.Corpora;

namespace StRnn.Text.Tests.Corpora;

public sealed class DetokenizerTests
{
    [TestCase("gets the value <eos> it does n't throw <eos>", "Gets the value. It doesn't throw.")]
    [TestCase("the stream 's length is N <eos> or", "The stream's length is N. Or")]
    [TestCase("<eos> <eos> a <unk> <eos> <eos> b", "A <unk>. B")]
    [TestCase("one , two ( three ) . <eos> done ! <eos>", "One, two (three). Done!")]
    [TestCase("<unk> is <eos>", "<unk> is.")]
    [TestCase("", "")]
    [TestCase("<eos>", "")]
    public void Ids_become_sentences(string tokens, string expected)
    {
        string[] words = tokens.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var vocabulary = new Vocabulary(words.Append("filler").Distinct());
        Assert.That(Detokenizer.ToText(vocabulary.Encode(words), vocabulary), Is.EqualTo(expected));
    }

    [Test]
    public void An_id_outside_the_vocabulary_is_refused()
    {
        var vocabulary = new Vocabulary(["a"]);
        Assert.That(() => Detokenizer.ToText([1], vocabulary), Throws.TypeOf<ArgumentOutOfRangeException>());
    }
}
