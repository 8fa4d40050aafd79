using StRnn.Text.Catalogs;
using StRnn.Text.Classification;
using StRnn.Text.Corpora;
using StRnn.Text.Tests.Support;

namespace StRnn.Text.Tests.Classification;

/// <summary>
/// Tests the layouts of the public sets with small imitations, and with the real files if they are present.
/// </summary>
public sealed class ClassificationLayoutTests
{
    private static readonly ClassificationOptions Whole = new() { TestShare = 0, ValidationShare = 0 };

    private TemporaryDirectory _directory = null!;

    [SetUp]
    public void CreateDirectory() => _directory = new TemporaryDirectory();

    [TearDown]
    public void DeleteDirectory() => _directory.Dispose();

    [Test]
    public void Sanders_has_its_four_classes_whatever_the_file_holds()
    {
        _directory.Write(
            "full-corpus.csv",
            "\"Topic\",\"Sentiment\",\"TweetId\",\"TweetDate\",\"TweetText\"\n"
            + "\"a\",\"positive\",\"1\",\"d\",\"one\n1\"\n"
            + "\"a\",\"neutral\",\"2\",\"d\",\"two\"\n");
        var data = Open();
        Assert.That(data.Name, Is.EqualTo("sanders-twitter"));
        Assert.That(data.ClassNames, Is.EqualTo(new[] { "irrelevant", "negative", "neutral", "positive" }));
        Assert.That(data.Train, Is.EqualTo(new[] { new LabelledText("one\n1", 3), new LabelledText("two", 2) }));
    }

    [Test]
    public void An_unknown_label_is_located()
    {
        _directory.Write("Reviews.csv", "Id,ProductId,Score,Text\n1,p,5,\"good\n\"\n2,p,6,bad\n");
        AssertFails("Reviews.csv' line 4 has the unknown label '6': the classes are '1', '2', '3', '4', '5'");
    }

    [Test]
    public void Amazon_reviews_are_read_by_score_and_text()
    {
        _directory.Write("Reviews.csv", "Id,ProductId,Score,Summary,Text\n1,p,5,s,good\n2,p,1,s,bad\n");
        var data = Open();
        Assert.That((data.Name, data.ClassNames.Count), Is.EqualTo(("amazon-fine-foods", 5)));
        Assert.That(data.Train, Is.EqualTo(new[] { new LabelledText("good", 4), new LabelledText("bad", 0) }));
    }

    [Test]
    public void Yelp_reviews_are_read_among_the_release_s_other_files()
    {
        _directory.Write("business.json", "{\"name\":\"x\"}\n");
        _directory.Write(
            "review.json",
            "{\"review_id\":\"a\",\"stars\":5.0,\"text\":\"good\"}\n"
            + "{\"review_id\":\"b\",\"stars\":2,\"text\":\"bad\"}\n");
        var data = Open();
        Assert.That(data.Name, Is.EqualTo("yelp-2018"));
        Assert.That(data.Train, Is.EqualTo(new[] { new LabelledText("good", 4), new LabelledText("bad", 1) }));
    }

    [Test]
    public void Yelp_2018_takes_the_first_150000_reviews()
    {
        _directory.Write(
            "review.json",
            string.Concat(
                Enumerable.Range(0, 150_001).Select(i => $"{{\"stars\":{(i % 5) + 1},\"text\":\"t{i}\"}}\n")));
        var data = ClassificationCatalog.Open(_directory.FullName);
        Assert.That((data.Train.Count + data.Validation.Count, data.Test.Count), Is.EqualTo((120_000, 30_000)));
        Assert.That(data.Provenance.Source, Does.StartWith("review.json (first 150000 records)"));
    }

    [Test]
    public void Imdb_folders_are_read_and_a_missing_one_is_named()
    {
        foreach (string part in (string[])["train", "test"])
        {
            _directory.Write($"{part}/neg/0_3.txt", $"bad {part}");
            _directory.Write($"{part}/pos/0_9.txt", $"good {part}");
            _directory.Write($"{part}/unsup/0_0.txt", "neither");
        }

        var data = Open();
        Assert.That((data.Name, data.ClassNames), Is.EqualTo(("imdb", new[] { "negative", "positive" })));
        Assert.That(
            data.Train, Is.EqualTo(new[] { new LabelledText("bad train", 0), new LabelledText("good train", 1) }));
        Assert.That(data.Test, Is.EqualTo(new[] { new LabelledText("bad test", 0), new LabelledText("good test", 1) }));
        string sha = data.Provenance.Sha256;
        _directory.Write("test/pos/0_9.txt", "good test!");
        Assert.That(Open().Provenance.Sha256, Is.Not.EqualTo(sha));

        _directory.Write("test/pos/0_9.txt", [0xff]);
        AssertFails("0_9.txt' is not UTF-8: line 1");
        File.Delete(_directory.Combine("test", "pos", "0_9.txt"));
        AssertFails("pos' has no *.txt files");
    }

    [Test]
    public void Imdb_tables_have_no_quoting()
    {
        _directory.WriteGzip(
            "imdb.train.tsv.gz", "label\trating\tid\ttext\n0\t3\t0\t\"bad\" and\u0085\"worse\n1\t9\t0\tgood\n");
        _directory.WriteGzip("imdb.test.tsv.gz", "label\trating\tid\ttext\n0\t3\t0\tbad\n1\t9\t0\tgood\n");
        var data = Open();
        Assert.That((data.Name, data.ClassNames), Is.EqualTo(("imdb", new[] { "negative", "positive" })));
        Assert.That(data.Train[0], Is.EqualTo(new LabelledText("\"bad\" and\u0085\"worse", 0)));
        Assert.That(data.Test, Has.Count.EqualTo(2));
    }

    [TestCase("\"3\",\"title\",\"body\"\n\"4\",\"title\",\"\"\n", "ag-news", "Business", "title body")]
    [TestCase("\"1\",\"title\"\n\"2\",\"body\"\n", "yelp-polarity", "negative", "title")]
    public void Numbered_classes_have_the_names_of_their_set(string content, string name, string className, string text)
    {
        _directory.Write("train.csv", content);
        _directory.Write("test.csv", content);
        var data = Open();
        Assert.That(data.Name, Is.EqualTo(name));
        Assert.That((data.ClassNames[data.Train[0].Label], data.Train[0].Text), Is.EqualTo((className, text)));
        Assert.That(data.Test, Is.EqualTo(data.Train));
    }

    [Test]
    public void Numbered_classes_outside_the_list_are_located()
    {
        _directory.Write("train.csv", "1,a\n3,b\n");
        _directory.Write("test.csv", "1,a\n2,b\n");
        AssertFails("train.csv' line 2 has the unknown label '3'");
        _directory.Write("classes.txt", "x\ny\nz\n");
        Assert.That(Open().ClassNames, Is.EqualTo(new[] { "x", "y", "z" }));
        _directory.Write("classes.txt", "x\n");
        AssertFails("names 1 classes");
    }

    [Test]
    public void Parts_in_files_of_their_own_are_not_split_again()
    {
        _directory.Write("train.csv", "label,text\nb,one\na,two\na,four\n");
        _directory.Write("valid.tsv", "text\tlabel\nthree\ta\n");
        _directory.Write("test.jsonl", "{\"label\":\"b\",\"text\":\"four\"}\n");
        var data = ClassificationCatalog.Open(_directory.FullName);
        Assert.That(data.ClassNames, Is.EqualTo(new[] { "a", "b" }));
        Assert.That((data.Train.Count, data.Validation.Count, data.Test.Count), Is.EqualTo((3, 1, 1)));
        Assert.That(data.Provenance.Source, Is.EqualTo("train.csv, valid.tsv, test.jsonl"));
        Assert.That(Open(new ClassificationOptions { DropDuplicates = true }).Train, Has.Count.EqualTo(2));

        _directory.Write("test.jsonl", "{\"label\":\"c\",\"text\":\"four\"}\n");
        AssertFails("test.jsonl' line 1 has the unknown label 'c'");
        File.Delete(_directory.Combine("test.jsonl"));
        AssertFails("but no test file");
    }

    [Test]
    public void Documentation_sentences_of_one_namespace_are_its_examples()
    {
        _directory.Write(
            "Pack/A.xml",
            "<doc><members>"
            + "<member name=\"T:System.Net.A\"><summary>Opens a new socket. Too short. Is in both of them.</summary>"
            + "</member>"
            + "<member name=\"M:System.Net.A.Run\"><summary>Opens a new socket. Sends all the bytes.</summary>"
            + "<returns>Not a summary at all.</returns></member>"
            + "<member name=\"T:System.Xml.Linq.B\"><summary>Is in both of them. Reads a whole node. "
            + "Writes a whole node.</summary></member>"
            + "<member name=\"T:System.C\"><summary>Belongs to the catch all. And this one too.</summary></member>"
            + "<member name=\"T:System.IO.D\"><summary>Only one of them here.</summary></member>"
            + "</members></doc>");
        var options = Whole with { ReferencePackDirectory = _directory.Combine("Pack"), MinimumTextsPerClass = 2 };
        var data = ClassificationCatalog.Open("dotnet-docs", options);
        Assert.That(data.ClassNames, Is.EqualTo(new[] { "System.Net", "System.Xml" }));
        Assert.That(data.Train.Select(text => $"{text.Label} {text.Text}"), Is.EqualTo(new[]
        {
            "0 opens a new socket", "0 sends all the bytes", "1 reads a whole node", "1 writes a whole node",
        }));
        Assert.That(
            () => ClassificationCatalog.Open("dotnet-docs", options with { MinimumTextsPerClass = 3 }),
            Throws.TypeOf<CorpusException>().With.Message.Contains("no namespace with 3 sentences"));
    }

    [Test]
    public void The_running_sdk_gives_about_fifteen_classes()
    {
        RunningSdk.PackOrIgnore();
        var data = ClassificationCatalog.Open("dotnet-docs");
        var all = data.Train.Concat(data.Validation).Concat(data.Test).ToList();
        var counts = all.CountBy(text => data.ClassNames[text.Label]).OrderByDescending(pair => pair.Value).ToList();
        string described = string.Join(", ", counts.Select(pair => $"{pair.Key} {pair.Value}"));
        TestContext.Out.WriteLine($"{all.Count}: {described}");
        Assert.That(counts, Has.Count.InRange(14, 16));
        Assert.That(data.ClassNames, Does.Contain("System.Numerics").And.All.StartsWith("System."));
        Assert.That(all, Has.Count.InRange(28_000, 34_000));
        Assert.That(counts[0].Key, Is.EqualTo("System.Net"));
        Assert.That(counts[0].Value, Is.InRange(3_500, 4_300));
        Assert.That(counts[^1].Value, Is.GreaterThanOrEqualTo(600));
        Assert.That(all.Select(text => text.Text).Distinct().Count(), Is.EqualTo(all.Count));
        Assert.That((double)data.Test.Count / all.Count, Is.EqualTo(0.2).Within(0.001));
    }

    [TestCase("sanders-twitter", "sanders-twitter", 5_203, 0, "1717 586 2371 529")]
    [TestCase("imdb", "imdb", 25_000, 25_000, "12500 12500")]
    [TestCase("ag_news", "ag-news", 18_929, 7_600, "4727 4738 4798 4666")]
    [TestCase("yelp", "yelp", 10_000, 0, "749 927 1461 3526 3337")]
    [TestCase("amazon_fine_foods", "amazon-fine-foods", 5_000, 0, "469 290 395 712 3134")]
    public void Real_files_have_their_published_counts(string folder, string name, int train, int test, string classes)
    {
        var data = ClassificationCatalog.Open(SharedData.DirectoryOrIgnore(folder), Whole);
        Assert.That((data.Name, data.Train.Count, data.Test.Count), Is.EqualTo((name, train, test)));
        var counts = Enumerable.Range(0, data.ClassNames.Count)
            .Select(label => data.Train.Count(text => text.Label == label));
        Assert.That(string.Join(' ', counts), Is.EqualTo(classes));
    }

    private TextClassificationData Open(ClassificationOptions? options = null)
        => ClassificationCatalog.Open(_directory.FullName, options ?? Whole);

    private void AssertFails(string message)
    {
        Assert.That(
            () => Open(),
            Throws.TypeOf<CorpusException>().With.Message.Contains(message).And.Message.Not.Contains("\n"));
    }
}
