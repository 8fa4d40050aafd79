using StRnn.Text.Corpora;
using StRnn.Text.Tests.Support;

namespace StRnn.Text.Tests.Corpora;

public sealed class PtbDirectoryTests
{
    private TemporaryDirectory _directory = null!;

    [SetUp]
    public void CreateDirectory() => _directory = new TemporaryDirectory();

    [TearDown]
    public void DeleteDirectory() => _directory.Dispose();

    [Test]
    public void Every_line_becomes_its_words_and_one_end_of_sentence()
    {
        WriteSplits("ptb.", " a b a \n c  a\t<unk> \n", " b \n", "c a");
        var corpus = PtbDirectory.Read(_directory.FullName);
        Assert.That(Text(corpus, corpus.Train), Is.EqualTo("a b a <eos> c a <unk> <eos>"));
        Assert.That(Text(corpus, corpus.Valid), Is.EqualTo("b <eos>"));
        Assert.That(Text(corpus, corpus.Test), Is.EqualTo("c a <eos>"));
        Assert.That(corpus.Vocabulary.Words, Is.EqualTo(new[] { "a", "<eos>", "<unk>", "b", "c" }));
        Assert.That(corpus.Name, Is.EqualTo(Path.GetFileName(_directory.FullName)));
        Assert.That(corpus.Provenance.Source, Is.EqualTo("ptb.train.txt, ptb.valid.txt, ptb.test.txt"));
    }

    [Test]
    public void Windows_line_ends_a_byte_order_mark_and_an_empty_line_are_tolerated()
    {
        WriteSplits(string.Empty, "\ufeffa b\r\n\r\nb a\r\n", "a\r\n", "b\r\n");
        var corpus = PtbDirectory.Read(_directory.FullName);
        Assert.That(Text(corpus, corpus.Train), Is.EqualTo("a b <eos> <eos> b a <eos>"));
        Assert.That(corpus.Vocabulary.Words, Is.EqualTo(new[] { "<eos>", "a", "b" }));
    }

    [Test]
    public void Words_that_only_the_other_files_have_become_unknown()
    {
        WriteSplits(string.Empty, "a b\n", "a new\n", "other b\n");
        var corpus = PtbDirectory.Read(_directory.FullName);
        Assert.That(Text(corpus, corpus.Valid), Is.EqualTo("a <unk> <eos>"));
        Assert.That(Text(corpus, corpus.Test), Is.EqualTo("<unk> b <eos>"));
        Assert.That(corpus.Vocabulary.Words, Does.Not.Contain("new").And.Not.Contain("other"));
    }

    [Test]
    public void Unknown_is_not_added_where_nothing_needs_it()
    {
        WriteSplits(string.Empty, "a b\n", "a\n", "b\n");
        Assert.That(PtbDirectory.Read(_directory.FullName).Vocabulary.UnknownId, Is.Null);
    }

    [Test]
    public void Gzip_files_read_as_plain_ones_with_the_same_hash()
    {
        WriteSplits(string.Empty, "a b\n", "a\n", "b\n");
        var plain = PtbDirectory.Read(_directory.FullName);
        File.Delete(_directory.Combine("train.txt"));
        _directory.WriteGzip("train.txt.gz", "a b\n");
        var compressed = PtbDirectory.Read(_directory.FullName);
        Assert.That(compressed.Train, Is.EqualTo(plain.Train));
        Assert.That(compressed.Provenance.Sha256, Is.EqualTo(plain.Provenance.Sha256).And.Length.EqualTo(64));
    }

    [Test]
    public void The_hash_covers_all_three_files()
    {
        WriteSplits(string.Empty, "a b\n", "a\n", "b\n");
        string before = PtbDirectory.Read(_directory.FullName).Provenance.Sha256;
        _directory.Write("test.txt", "a\n");
        Assert.That(PtbDirectory.Read(_directory.FullName).Provenance.Sha256, Is.Not.EqualTo(before));
    }

    [Test]
    public void A_limit_takes_whole_sentences_from_the_start()
    {
        WriteSplits(string.Empty, "a b\nc d e\nf\n", "c f\n", "a\n");
        var corpus = PtbDirectory.Read(_directory.FullName, new CorpusOptions { MaxTrainTokens = 8 });
        Assert.That(Text(corpus, corpus.Train), Is.EqualTo("a b <eos> c d e <eos>"));
        Assert.That(Text(corpus, corpus.Valid), Is.EqualTo("c <unk> <eos>"));
        Assert.That(corpus.Provenance.Source, Does.EndWith("limited to 8 training tokens"));
    }

    [Test]
    public void A_limit_below_one_sentence_is_an_error()
    {
        WriteSplits(string.Empty, "a b\n", "a\n", "b\n");
        AssertFails("3 tokens", new CorpusOptions { MaxTrainTokens = 2 });
    }

    [Test]
    public void A_missing_directory_is_named()
    {
        string missing = _directory.Combine("nowhere");
        Assert.That(
            () => PtbDirectory.Read(missing),
            Throws.TypeOf<CorpusException>().With.Message.Contains(missing).And.Message.Contains("ptb.train.txt"));
    }

    [Test]
    public void An_empty_directory_is_told_what_was_looked_for()
    {
        AssertFails("train.txt, valid.txt and test.txt");
    }

    [TestCase("ptb.", "valid")]
    [TestCase("ptb.", "train")]
    [TestCase("", "test")]
    public void A_missing_file_is_named(string prefix, string split)
    {
        WriteSplits(prefix, "a b\n", "a\n", "b\n");
        File.Delete(_directory.Combine($"{prefix}{split}.txt"));
        AssertFails($"lacks {prefix}{split}.txt");
    }

    [TestCase("")]
    [TestCase("\ufeff")]
    [TestCase(" \n\r\n  \n")]
    public void A_file_without_words_is_named(string content)
    {
        WriteSplits(string.Empty, "a b\n", content, "b\n");
        AssertFails("valid.txt' is empty");
    }

    [Test]
    public void Bytes_that_are_not_utf8_are_located()
    {
        WriteSplits(string.Empty, "a b\n", "a\n", "b\n");
        _directory.Write("train.txt", [(byte)'a', (byte)'\n', (byte)'b', (byte)' ', 0xe9, (byte)'\n']);
        AssertFails("train.txt' is not UTF-8: line 2 has the byte 0xe9");
    }

    [Test]
    public void Utf16_is_refused_as_not_utf8()
    {
        WriteSplits(string.Empty, "a b\n", "a\n", "b\n");
        _directory.Write("train.txt", [0xff, 0xfe, (byte)'a', 0, (byte)'\n', 0]);
        AssertFails("line 1 has the byte 0xff");
    }

    [Test]
    public void Broken_or_cut_off_gzip_is_named()
    {
        WriteSplits(string.Empty, "a b\n", "a\n", "b\n");
        File.Delete(_directory.Combine("train.txt"));
        byte[] whole = TemporaryDirectory.Gzip(string.Concat(Enumerable.Range(0, 2000).Select(i => $"word{i * i} ")));
        byte[] flipped = [.. whole];
        flipped[whole.Length / 2] ^= 0xff;
        foreach (byte[] broken in (byte[][])[[], [1, 2, 3], whole[..(whole.Length / 2)], whole[..^1], flipped])
        {
            _directory.Write("train.txt.gz", broken);
            AssertFails("train.txt.gz' is not gzip, broken, truncated");
        }

        _directory.Write("train.txt.gz", whole);
        Assert.That(PtbDirectory.Read(_directory.FullName).Train, Has.Length.EqualTo(2001));
    }

    [Test]
    public void Penn_treebank_has_its_published_counts()
    {
        var corpus = PtbDirectory.Read(SharedData.DirectoryOrIgnore("ptb"));
        Assert.That(
            (corpus.Train.Length, corpus.Valid.Length, corpus.Test.Length, corpus.Vocabulary.Count),
            Is.EqualTo((929_589, 73_760, 82_430, 10_000)));
        Assert.That(corpus.Train.Count(id => id == corpus.Vocabulary.UnknownId), Is.EqualTo(45_020));
        Assert.That(corpus.Train.Count(id => id == corpus.Vocabulary.EndOfSentenceId), Is.EqualTo(42_068));
        Assert.That(corpus.Vocabulary[0], Is.EqualTo("the"));
    }

    private static string Text(Corpus corpus, TokenSequence ids)
        => string.Join(' ', ids.Select(id => corpus.Vocabulary[id]));

    private void WriteSplits(string prefix, string train, string valid, string test)
    {
        _directory.Write($"{prefix}train.txt", train);
        _directory.Write($"{prefix}valid.txt", valid);
        _directory.Write($"{prefix}test.txt", test);
    }

    private void AssertFails(string message, CorpusOptions? options = null)
    {
        Assert.That(
            () => PtbDirectory.Read(_directory.FullName, options),
            Throws.TypeOf<CorpusException>().With.Message.Contains(message).And.Message.Not.Contains("\n"));
    }
}
