using StRnn.Text.Catalogs;
using StRnn.Text.Corpora;
using StRnn.Text.Corpora.DotNetDocs;
using StRnn.Text.Tests.Support;

namespace StRnn.Text.Tests.Corpora.DotNetDocs;

public sealed class DotNetDocsCorpusTests
{
    private TemporaryDirectory _directory = null!;

    [SetUp]
    public void CreateDirectory() => _directory = new TemporaryDirectory();

    [TearDown]
    public void DeleteDirectory() => _directory.Dispose();

    [Test]
    public void Namespaces_go_to_their_streams_and_short_sentences_are_left_out()
    {
        WritePack();
        var corpus = Open();
        Assert.That(Sentences(corpus, corpus.Train), Is.EquivalentTo(new[]
        {
            "the word is seen often", "often the word is seen", "seen is the word often",
        }));
        Assert.That(Sentences(corpus, corpus.Valid), Is.EqualTo(new[] { "the <unk> is <unk>" }));
        Assert.That(Sentences(corpus, corpus.Test), Is.EqualTo(new[] { "often the <unk> is" }));
        string[] words = ["<eos>", "is", "often", "seen", "the", "word", "<unk>"];
        Assert.That(corpus.Vocabulary.Words, Is.EqualTo(words));
    }

    [Test]
    public void A_sentence_belongs_to_the_first_of_train_valid_and_test()
    {
        // Equal as written, and equal once rare words are unknown.
        WritePack(
            valid: "The word is seen often. Rare the word is. Odd the word is.",
            test: "Often the word is seen. Strange the word is. The seen word is.");
        var corpus = Open();
        Assert.That(Sentences(corpus, corpus.Valid), Is.EqualTo(new[] { "<unk> the word is" }));
        Assert.That(Sentences(corpus, corpus.Test), Is.EqualTo(new[] { "the seen word is" }));
    }

    [Test]
    public void A_nested_type_belongs_to_the_namespace_of_its_outermost_type()
    {
        _directory.Write("Pack/Nested.xml", Document(
            Member("T:System.Types", "The word is seen often. Often the word is seen. Seen is the word often."),
            Member("T:System.IO", "Named like a namespace of another stream."),
            Member("M:System.IO.Inner.Run", "Also the word is seen."),
            Member("T:System.Text.Json.Reader", "Is the word seen often.")));
        _directory.Write("Pack/Valid.xml", Document(Member("T:System.Formats.Tar.Entry", "Word often seen is the.")));
        var corpus = Open();
        Assert.That(
            Sentences(corpus, corpus.Train), Does.Contain("<unk> the word is seen"), "System.IO is a type here");
        Assert.That(Sentences(corpus, corpus.Test), Is.EqualTo(new[] { "is the word seen often" }));
    }

    [Test]
    public void The_limit_applies_to_the_tokens_and_the_vocabulary()
    {
        WritePack();
        var corpus = Open(new CorpusOptions { MaxTrainTokens = 13 });
        Assert.That(Sentences(corpus, corpus.Train).Count(), Is.EqualTo(1), "all words are rare in two sentences");
        Assert.That(corpus.Vocabulary.Words, Is.EqualTo(new[] { "<unk>", "<eos>" }));
        Assert.That(corpus.Provenance.Source, Does.EndWith("limited to 13 training tokens"));
    }

    [Test]
    public void A_pack_without_a_stream_s_namespaces_is_refused()
    {
        _directory.Write("Pack/Train.xml", Document(Member("T:System.X", "The word is seen often.")));
        Assert.That(() => Open(), Throws.TypeOf<CorpusException>().With.Message.Contains("Valid"));
    }

    [Test]
    public void The_cache_is_used_as_long_as_the_files_keep_their_sizes()
    {
        WritePack();
        var first = Open();
        string cache = Directory.GetFiles(_directory.Combine("cache")).Single();
        string file = _directory.Combine("Pack", "Test.xml");
        byte[] original = File.ReadAllBytes(file);
        File.WriteAllBytes(file, new byte[original.Length]);
        AssertSame(Open(), first);

        File.WriteAllBytes(file, [.. original, (byte)'\n']);
        var second = Open();
        Assert.That(second.Train, Is.EqualTo(first.Train));
        Assert.That(second.Provenance.Sha256, Is.Not.EqualTo(first.Provenance.Sha256));
        Assert.That(Directory.GetFiles(_directory.Combine("cache")), Has.Length.EqualTo(2).And.Contains(cache));
    }

    [Test]
    public void A_damaged_cache_is_passed_over_and_written_anew()
    {
        WritePack();
        var first = Open();
        string cache = Directory.GetFiles(_directory.Combine("cache")).Single();
        byte[] whole = File.ReadAllBytes(cache);
        byte[] flipped = [.. whole];
        flipped[whole.Length / 2] ^= 1;
        foreach (byte[] damaged in (byte[][])[[], whole[..10], whole[..^1], flipped, [.. whole, 0]])
        {
            File.WriteAllBytes(cache, damaged);
            AssertSame(Open(), first);
            Assert.That(File.ReadAllBytes(cache), Is.EqualTo(whole));
        }

        Assert.That(Directory.GetFiles(_directory.Combine("cache")), Has.Length.EqualTo(1), "no temporary files stay");
    }

    [Test]
    public void A_cache_that_can_not_be_written_is_done_without()
    {
        WritePack();
        string file = _directory.Write("occupied", "a file where the directory should be");
        AssertSame(Open(new CorpusOptions { CacheDirectory = Path.Combine(file, "cache") }), Open());
        string taken = Directory.GetFiles(_directory.Combine("cache")).Single();
        File.Delete(taken);
        Directory.CreateDirectory(taken);
        AssertSame(Open(), Open(new CorpusOptions { UseCache = false }));
        Assert.That(Directory.GetFiles(_directory.Combine("cache")), Is.Empty);
    }

    [Test]
    public void Without_the_cache_nothing_is_written()
    {
        WritePack();
        Open(new CorpusOptions { UseCache = false });
        Assert.That(Directory.Exists(_directory.Combine("cache")), Is.False);
    }

    [Test]
    public void The_running_sdk_gives_a_corpus_of_known_size()
    {
        var pack = RunningSdk.PackOrIgnore();
        var corpus = RunningSdk.CorpusOrIgnore();
        int all = corpus.Train.Length + corpus.Valid.Length + corpus.Test.Length;
        TestContext.Out.WriteLine(
            $"{corpus.Provenance}: {corpus.Train.Length} / {corpus.Valid.Length} / {corpus.Test.Length} tokens, "
            + $"{corpus.Vocabulary.Count} words");
        Assert.That(all, Is.InRange(700_000, 1_500_000));
        Assert.That((double)corpus.Valid.Length / all, Is.InRange(0.05, 0.08));
        Assert.That((double)corpus.Test.Length / all, Is.InRange(0.05, 0.08));
        Assert.That(corpus.Vocabulary.Count, Is.InRange(5_000, 10_000));
        Assert.That(corpus.Provenance.Source, Does.Contain(pack.Version));
        Assert.That(corpus.Vocabulary.Words, Does.Contain("N").And.Contain("true").And.Contain("n't"));
    }

    [Test]
    public void No_sentence_of_the_running_sdk_occurs_twice()
    {
        var corpus = RunningSdk.CorpusOrIgnore();
        var all = corpus.Train.Concat(corpus.Valid).Concat(corpus.Test).ToArray();
        var sentences = Sentences(corpus, all).ToList();
        Assert.That(sentences.Distinct().Count(), Is.EqualTo(sentences.Count));
        Assert.That(sentences.Min(sentence => sentence.Count(c => c == ' ') + 1), Is.EqualTo(4));
    }

    [Test]
    public void A_small_part_of_the_running_sdk_mixes_namespaces()
    {
        RunningSdk.PackOrIgnore();
        var small = DotNetDocsCorpus.Open(new CorpusOptions
        {
            MaxTrainTokens = 60_000,
            CacheDirectory = _directory.Combine("cache"),
        });
        Assert.That(small.Train, Has.Length.InRange(50_000, 60_000));
        string[] topics = ["xml", "socket", "assembly", "key", "culture", "table", "enumerator", "certificate"];
        Assert.That(topics.Count(small.Vocabulary.Words.Contains), Is.GreaterThanOrEqualTo(6));
    }

    private static void AssertSame(Corpus actual, Corpus expected)
    {
        Assert.That(actual.Vocabulary.Words, Is.EqualTo(expected.Vocabulary.Words));
        Assert.That(actual.Train, Is.EqualTo(expected.Train));
        Assert.That(actual.Valid, Is.EqualTo(expected.Valid));
        Assert.That(actual.Test, Is.EqualTo(expected.Test));
        Assert.That(actual.Provenance, Is.EqualTo(expected.Provenance));
    }

    private static IEnumerable<string> Sentences(Corpus corpus, TokenSequence ids) =>
        string.Join(' ', ids.Select(id => corpus.Vocabulary[id])).Split(" <eos>", StringSplitOptions.RemoveEmptyEntries)
            .Select(sentence => sentence.Trim());

    private static string Member(string name, string summary) =>
        $"<member name=\"{name}\"><summary>{summary}</summary></member>";

    private static string Document(params string[] members)
        => $"<doc><members>{string.Concat(members)}</members></doc>";

    private void WritePack(string valid = "The file is new.", string test = "Often the text is.")
    {
        _directory.Write("Pack/Train.xml", Document(
            Member("T:System.Net.A", "The word is seen often. Too short. The word is seen often."),
            Member("P:System.Xml.B.Item", "Often the word is seen."),
            Member("M:System.Xml.B.Run(System.IO.Stream)", "Seen is the word often.")));
        _directory.Write("Pack/Valid.xml", Document(Member("T:System.IO.Compression.Zip", valid)));
        _directory.Write("Pack/Test.xml", Document(Member("T:System.Text.Json.Reader", test)));
    }

    private Corpus Open(CorpusOptions? options = null)
    {
        options ??= new CorpusOptions();
        return CorpusCatalog.Open("dotnet-docs", options with
        {
            ReferencePackDirectory = _directory.Combine("Pack"),
            CacheDirectory = options.CacheDirectory ?? _directory.Combine("cache"),
        });
    }
}
