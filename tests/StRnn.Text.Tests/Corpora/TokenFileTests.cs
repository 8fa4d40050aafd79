using System.IO.Compression;
using System.Security.Cryptography;
using StRnn.Backends.Reference;
using StRnn.Optimizers;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Topology;
using StRnn.Text.Catalogs;
using StRnn.Text.Corpora;
using StRnn.Text.LanguageModeling;
using StRnn.Text.Tests.Support;
using StRnn.Training;

namespace StRnn.Text.Tests.Corpora;

public sealed class TokenFileTests
{
    private static readonly CorpusOptions Options = new()
    {
        ValidationShare = 0.1,
        TestShare = 0.15,
        MinimumCount = 2,
    };

    private readonly TemporaryDirectory _folder = new();

    [OneTimeTearDown]
    public void DeleteFolder() => _folder.Dispose();

    /// <summary>Few words are stored in 16 bits each, more than 65,536 in 32.</summary>
    [TestCase(300)]
    [TestCase(70_000)]
    public void It_holds_what_the_corpus_in_memory_holds(int words)
    {
        string[] lines = [.. Lines(words, words == 300 ? 112 : 100_000)];
        string path = At("a.tokens");
        TokenFile.Write(path, lines, Options with { MinimumCount = 1 });
        var mapped = TokenFile.Open(path);
        var memory = Corpus.FromLines(lines, Options with { MinimumCount = 1 });
        Assert.That(mapped.Vocabulary.Words, Is.EqualTo(memory.Vocabulary.Words));
        Assert.That(mapped.Vocabulary.Count, Is.GreaterThan(words / 2));
        foreach (var (actual, expected) in new[]
        {
            (mapped.Train, memory.Train), (mapped.Valid, memory.Valid), (mapped.Test, memory.Test),
        })
        {
            Assert.That(actual.IsMapped, Is.True);
            Assert.That(actual.ToArray(), Is.EqualTo(expected.ToArray()));
            Assert.That(actual.AsEnumerable().SequenceEqual(expected), "piece by piece");
            Assert.That(actual[^1], Is.EqualTo(expected[^1]));
            Assert.That(actual[3..9].ToArray(), Is.EqualTo(expected[3..9].ToArray()));
        }

        Assert.That(mapped.Provenance, Is.EqualTo(memory.Provenance));
        long bytes = new FileInfo(path).Length;
        long tokens = mapped.Train.Length + mapped.Valid.Length + mapped.Test.Length;
        long text = mapped.Vocabulary.Words.Sum(word => word.Length + 1) + mapped.Provenance.Source.Length + 1;
        Assert.That(bytes, Is.EqualTo(128 + text + (tokens * (words == 300 ? 2 : 4))));
        Assert.That(Directory.GetFiles(_folder.FullName, "*.tmp"), Is.Empty);
    }

    [Test]
    public void Training_has_the_same_bits()
    {
        string[] lines = [.. Lines(40, 200)];
        string path = At("training.tokens");
        TokenFile.Write(path, lines, Options);
        Assert.That(
            Train(TokenFile.Open(path), "mapped"), Is.EqualTo(Train(Corpus.FromLines(lines, Options), "memory")));
    }

    [Test]
    public void A_text_file_is_read_once_and_may_be_compressed()
    {
        string[] lines = [.. Lines(30, 60)];
        string text = At("text.txt.gz");
        using (var gzip = new GZipStream(File.Create(text), CompressionMode.Compress))
        {
            gzip.Write(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        }

        string path = At("text.tokens");
        TokenFile.WriteText(path, text, Options);
        var opened = CorpusCatalog.Open(path);
        Assert.That(opened.Train.IsMapped, Is.True);
        Assert.That(opened.Train.ToArray(), Is.EqualTo(Corpus.FromLines(lines, Options).Train.ToArray()));
        Assert.That(opened.Provenance.Source, Does.StartWith("text.txt.gz, validation share 0.1"));
        Assert.That(
            CorpusCatalog.Open(path, new CorpusOptions { MaxTrainTokens = 50 }).Train, Has.Length.EqualTo(50));
    }

    [Test]
    public void A_file_changed_after_its_check_is_noticed([Values] bool cut)
    {
        string path = At($"changed-{cut}.tokens");
        TokenFile.Write(path, Lines(40, 200), Options);
        var corpus = TokenFile.Open(path);
        var batches = new TokenBatches(corpus.Train, 2, 5);
        var (inputs, targets) = (new int[10], new int[10]);
        batches.GetWindow(0, inputs, targets);
        byte[] content = File.ReadAllBytes(path);
        Change(path, file =>
        {
            if (cut)
            {
                file.SetLength(200);
            }
            else
            {
                file.Position = 140;
                file.WriteByte(1);
            }
        });
        Assert.That(
            () => batches.GetWindow(1, inputs, targets),
            Throws.TypeOf<CorpusException>().With.Message.Contains("was changed while it was in use"));
        Assert.That(
            () => TokenFile.Open(path), Throws.TypeOf<CorpusException>().With.Message.Contains("is damaged"));

        // Another file in its place is another file: the mapped one stays what it was.
        File.WriteAllBytes(path + ".new", content);
        File.Move(path + ".new", path, overwrite: true);
        var again = TokenFile.Open(path);
        int[] before = again.Train.ToArray();
        File.WriteAllBytes(path + ".new", content[..130]);
        File.Move(path + ".new", path, overwrite: true);
        Assert.That(again.Train.ToArray(), Is.EqualTo(before));
    }

    [Test]
    public void What_is_no_token_file_is_refused()
    {
        string path = At("none.tokens");
        File.WriteAllText(path, "a sentence");
        Assert.That(TokenFile.IsTokenFile(path), Is.False);
        Assert.That(
            () => TokenFile.Open(path), Throws.TypeOf<CorpusException>().With.Message.Contains("no token file"));
        Assert.That(() => TokenFile.Open(At("missing.tokens")), Throws.TypeOf<CorpusException>());
        Assert.That(
            () => TokenFile.Write(At("no/folder.tokens"), ["a", "b", "c"]),
            Throws.TypeOf<CorpusException>().With.Message.Contains("cannot be written"));
        Assert.That(
            () => TokenFile.Write(At("few.tokens"), ["a", "b"]),
            Throws.TypeOf<CorpusException>().With.Message.Contains("too few"));
        Assert.That(File.Exists(At("few.tokens")), Is.False);
    }

    /// <summary>A hash is no proof that the content makes sense: other programs can compute one too.</summary>
    [TestCase(0, "ids outside its")]
    [TestCase(1, "is empty or contains whitespace")]
    public void Content_that_fits_its_hash_and_makes_no_sense_is_damaged(int what, string message)
    {
        string path = At($"hostile-{what}.tokens");
        TokenFile.Write(path, Lines(40, 200), Options, "two\nlines");
        Assert.That(TokenFile.Open(path).Provenance.Source, Does.StartWith("two lines, "));
        byte[] content = File.ReadAllBytes(path);
        if (what == 0)
        {
            content.AsSpan(128, 2).Fill(0xff);
        }
        else
        {
            content[^2] = (byte)' ';
        }

        SHA256.HashData(content.AsSpan(128)).CopyTo(content, 88);
        File.WriteAllBytes(path, content);
        Assert.That(
            () => TokenFile.Open(path),
            Throws.TypeOf<CorpusException>().With.Message.Contains(path).And.Message.Contains("is damaged")
                .And.Message.Contains(message));
    }

    [Test]
    public void A_text_is_not_replaced_by_its_own_token_file()
    {
        string text = At("own.txt");
        File.WriteAllLines(text, Lines(30, 60));
        byte[] before = File.ReadAllBytes(text);
        Assert.That(
            () => TokenFile.WriteText(At("./own.txt"), text, Options),
            Throws.TypeOf<CorpusException>().With.Message.Contains("name another file"));
        Assert.That(File.ReadAllBytes(text), Is.EqualTo(before));
    }

    /// <summary>Half a text would train as if it were the whole.</summary>
    [Test]
    public void A_truncated_gzip_file_is_refused([Values(1, 8, 200)] int missing)
    {
        string path = At("cut.txt.gz");
        using var whole = new MemoryStream();
        using (var gzip = new GZipStream(whole, CompressionMode.Compress))
        {
            gzip.Write(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', Lines(300, 400))));
        }

        byte[] content = whole.ToArray();
        File.WriteAllBytes(path, content[..^missing]);
        Assert.That(
            () => Corpus.FromFile(path, Options),
            Throws.TypeOf<CorpusException>().With.Message.Contains("truncated"));
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);

    // Another process does not ask for .NET's locks; within this one they must be left aside.
    private static void Change(string path, Action<FileStream> change)
    {
        using var file = new FileStream(
            path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        change(file);
    }

    private byte[] Train(Corpus corpus, string name)
    {
        using var backend = new ReferenceBackend<float>();
        var model = new LstmLanguageModel(new LstmLanguageModelOptions
        {
            VocabularySize = corpus.Vocabulary.Count,
            Hidden = 8,
            Layers = 1,
        });
        var run = new RunDirectory(At(name));
        run.Create();
        using var trainer = new Trainer(
            backend,
            new LanguageModelTask(backend, model, corpus, batch: 3, steps: 7),
            SparseTrainingMethod.SparseTopology(new UniformInitializer(0.5), 0.3),
            new SgdMomentum(backend, clipNorm: 1),
            new DecayAfterEpoch(0.5, 1, 0.5),
            new TrainingOptions { Epochs = 2 },
            run);
        trainer.Initialize();
        trainer.Run();
        return File.ReadAllBytes(run.LastCheckpointPath);
    }

    private static IEnumerable<string> Lines(int words, int count)
    {
        var random = new Random(words);
        for (int i = 0; i < count; i++)
        {
            yield return string.Join(' ', Enumerable.Range(0, random.Next(9)).Select(_ => $"w{random.Next(words)}"));
        }
    }
}
