using System.Security.Cryptography;
using System.Text;
using StRnn.Text.Catalogs;
using StRnn.Text.Classification;
using StRnn.Text.Corpora;
using StRnn.Text.Tests.Support;

namespace StRnn.Text.Tests.Classification;

/// <summary>Tests files with a column of texts and one of labels, valid and invalid ones.</summary>
public sealed class ClassificationFileTests
{
    private static readonly ClassificationOptions Whole = new() { TestShare = 0, ValidationShare = 0 };

    private TemporaryDirectory _directory = null!;

    [SetUp]
    public void CreateDirectory() => _directory = new TemporaryDirectory();

    [TearDown]
    public void DeleteDirectory() => _directory.Dispose();

    [Test]
    public void Csv_fields_in_quotes_hold_delimiters_line_breaks_and_quotes()
    {
        string path = _directory.Write(
            "a.csv", "label,text\nx,\"one, two\"\ny,\"three\nfour\r\nfive\"\r\n\nx,\"say \"\"six\"\"\"\ny,\n");
        Assert.That(
            Texts(Open(path)), Is.EqualTo(new[] { "x:one, two", "y:three\nfour\r\nfive", "x:say \"six\"", "y:" }));
    }

    [Test]
    public void Tsv_columns_may_stand_in_any_order_and_quotes_may_be_plain_characters()
    {
        string path = _directory.Write("a.tsv", "id\ttext\tlabel\n1\tsay \"one\"\tx\n2\t\"two\ty\n");
        var data = Open(path, Whole with { Quotes = false });
        Assert.That(Texts(data), Is.EqualTo(new[] { "x:say \"one\"", "y:\"two" }));
        Assert.That(data.Name, Is.EqualTo("a.tsv"));
    }

    [Test]
    public void Columns_can_be_named_and_without_header_numbered()
    {
        string named = _directory.Write("a.csv", "kind,what\nx,one\ny,two\n");
        Assert.That(
            Texts(Open(named, Whole with { TextColumn = "what", LabelColumn = "kind" })),
            Is.EqualTo(new[] { "x:one", "y:two" }));
        string bare = _directory.Write("b.csv", "x,one,1\ny,two,2\n");
        Assert.That(Texts(Open(bare, Whole with { HasHeader = false })), Is.EqualTo(new[] { "x:one", "y:two" }));
        Assert.That(
            Texts(Open(bare, Whole with { HasHeader = false, TextColumn = "3", LabelColumn = "2" })),
            Is.EqualTo(new[] { "one:1", "two:2" }));
    }

    [Test]
    public void Json_lines_take_labels_of_several_kinds()
    {
        string path = _directory.Write(
            "a.jsonl",
            "{\"text\":\"one\\n\\u00e9\",\"label\":10}\n\n{\"label\":2.0,\"text\":\"\"}\r\n"
            + "{\"text\":\"t\",\"label\":\"-1\"}");
        var data = Open(path);
        Assert.That(Texts(data), Is.EqualTo(new[] { "10:one\n\u00e9", "2:", "-1:t" }));
        Assert.That(data.ClassNames, Is.EqualTo(new[] { "-1", "2", "10" }), "numbers are ordered as numbers");
    }

    [TestCase("a.csv", "label,text\nx,one\ny,two\n")]
    [TestCase("a.tsv", "label\ttext\nx\tone\ny\ttwo\n")]
    [TestCase("a.jsonl", "{\"text\":\"one\",\"label\":\"x\"}\n{\"text\":\"two\",\"label\":\"y\"}\n")]
    public void Gzip_files_and_byte_order_marks_read_as_plain_files_with_the_content_s_hash(string name, string content)
    {
        var plain = Open(_directory.Write(name, content));
        var compressed = Open(_directory.WriteGzip(name + ".gz", content));
        Assert.That(Texts(plain), Is.EqualTo(new[] { "x:one", "y:two" }));
        Assert.That(Texts(compressed), Is.EqualTo(Texts(plain)));
        string sha = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
        Assert.That((plain.Provenance.Sha256, compressed.Provenance.Sha256), Is.EqualTo((sha, sha)));
        Assert.That(Texts(Open(_directory.Write(name, "\ufeff" + content))), Is.EqualTo(Texts(plain)));
    }

    [TestCase("a.csv", "label,text\nx,{0}\ny,two\n")]
    [TestCase("a.tsv", "label\ttext\nx\t{0}\ny\ttwo\n")]
    [TestCase("a.jsonl", "{\"text\":\"{0}\",\"label\":\"x\"}\n{\"text\":\"two\",\"label\":\"y\"}\n")]
    public void A_line_of_ten_megabytes_is_read_whole(string name, string content)
    {
        // Three bytes per character, so that the bounds of blocks fall inside characters.
        string text = "a" + new string('\u20ac', 3_500_000);
        var data = Open(_directory.Write(name, content.Replace("{0}", text, StringComparison.Ordinal)));
        Assert.That(data.Train[0].Text, Is.EqualTo(text));
        Assert.That(data.Train[1].Text, Is.EqualTo("two"));
    }

    [TestCase("label,text\nx,one\ny,two,three\n", "line 3 has 3 fields, but the first row has 2")]
    [TestCase("label,text\nx,\"one\n1\"\ny\n", "line 4 has 1 field, but the first row has 2")]
    [TestCase("label,text\nx,one\ny,\"two\nx,three\n", "line 3 opens a quote that is never closed")]
    [TestCase("label,text\nx,one\ny,tw\"o\n", "line 3 has a quote inside a field")]
    [TestCase("label,text\n\nx,\"one\n1\"\ny,\"a\"b\nx,c\n", "line 5 has a quote inside a field")]
    [TestCase("label,text\nx,one\ny,\"", "line 3 opens a quote that is never closed")]
    [TestCase("label,txt\nx,one\n", "line 1 has no column 'text' (it has 'label', 'txt')")]
    [TestCase("text,text,label\na,b,c\n", "line 1 has more than one column 'text'")]
    [TestCase("label,text\n", "has no examples")]
    [TestCase("", "has no examples")]
    [TestCase("label,text\nx,one\n ,two\n", "line 3 has no label")]
    [TestCase("label,text\nx,one\nx,two\n", "All 2 texts of 'a.csv' have the label 'x'")]
    public void Bad_csv_is_located(string content, string message)
    {
        AssertFails(_directory.Write("a.csv", content), message);
    }

    [TestCase("{\"text\":\"one\",\"label\":\"x\"}\n{\"text\":\n", "line 2 is not JSON")]
    [TestCase("[1]\n", "line 1 is JSON of kind array")]
    [TestCase("\n{\"label\":\"x\",\"body\":\"y\"}\n", "line 2 has no property 'text' (it has 'label', 'body')")]
    [TestCase("{\"text\":1,\"label\":\"x\"}\n", "line 1 has a number in 'text'")]
    [TestCase("{\"text\":\"a\",\"label\":null}\n", "line 1 has a null in 'label'")]
    [TestCase("{\"text\":\"a\",\"label\":1.5}\n", "line 1 has a number in 'label'")]
    [TestCase("{\"text\":\"\\ud800\",\"label\":\"x\"}\n", "line 1 has half a surrogate pair")]
    [TestCase("", "has no examples")]
    public void Bad_json_is_located(string content, string message)
    {
        AssertFails(_directory.Write("a.jsonl", content), message);
    }

    [TestCase("a.csv", "label,text\nx,one\ny,tw\n", 3)]
    [TestCase("a.tsv", "label\ttext\nx\tone\ny\ttw\n", 3)]
    [TestCase("a.jsonl", "{\"text\":\"one\",\"label\":\"x\"}\n{\"text\":\"two\",\"label\":\"\n", 2)]
    public void Bytes_that_are_not_utf8_are_located(string name, string content, int line)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(content);
        bytes[^1] = 0xe9;
        AssertFails(_directory.Write(name, bytes), $"is not UTF-8: line {line} has the byte 0xe9");
    }

    [Test]
    public void Broken_or_cut_off_gzip_is_named()
    {
        byte[] whole = TemporaryDirectory.Gzip(
            "label,text\n" + string.Concat(Enumerable.Range(0, 2000).Select(i => $"{i % 2},word {i * i}\n")));
        byte[] flipped = [.. whole];
        flipped[whole.Length / 2] ^= 0xff;
        foreach (byte[] broken in (byte[][])[[], [1, 2, 3], whole[..(whole.Length / 2)], whole[..^1], flipped])
        {
            AssertFails(_directory.Write("a.csv.gz", broken), "a.csv.gz' is not gzip, broken, truncated");
        }

        Assert.That(Open(_directory.Write("a.csv.gz", whole)).Train, Has.Count.EqualTo(2000));
    }

    [Test]
    public void A_json_file_may_be_read_in_part()
    {
        string[] lines = [.. Enumerable.Range(0, 9).Select(i => $"{{\"text\":\"t{i}\",\"label\":{i % 2}}}")];
        string path = _directory.Write("a.jsonl", string.Join('\n', lines) + "\nnot JSON\n");
        var data = Open(path, Whole with { MaxJsonRecords = 4 });
        Assert.That(data.Train, Has.Count.EqualTo(4));
        byte[] read = Encoding.UTF8.GetBytes(string.Join('\n', lines[..4]) + "\n");
        string sha = Convert.ToHexStringLower(SHA256.HashData(read));
        Assert.That(data.Provenance.Sha256, Is.EqualTo(sha));
        Assert.That(data.Provenance.Source, Does.StartWith("a.jsonl (first 4 records)"));
        AssertFails(path, "line 10 is not JSON");
    }

    [Test]
    public void Splits_round_up_repeat_and_part_the_texts()
    {
        string path = WriteNumbered(5513);
        var data = ClassificationCatalog.Open(path);
        Assert.That(
            (data.Train.Count, data.Validation.Count, data.Test.Count), Is.EqualTo((3969, 441, 1103)), "4410 / 1103");
        Assert.That(
            data.Train.Concat(data.Validation).Concat(data.Test).Select(Number).Order(),
            Is.EqualTo(Enumerable.Range(0, 5513)));
        Assert.That(data.Test.Select(Number), Is.Ordered);
        Assert.That(data.Provenance.Source, Is.EqualTo("a.csv, test share 0.2, validation share 0.1, seed 1"));

        var again = ClassificationCatalog.Open(path);
        Assert.That(again.Train, Is.EqualTo(data.Train));
        Assert.That(again.Test, Is.EqualTo(data.Test));
        var other = ClassificationCatalog.Open(path, new ClassificationOptions { Seed = 2 });
        Assert.That(other.Test, Is.Not.EqualTo(data.Test));
        var noValidation = ClassificationCatalog.Open(path, new ClassificationOptions { ValidationShare = 0 });
        Assert.That(noValidation.Test, Is.EqualTo(data.Test), "the test set does not depend on the validation share");
        Assert.That(noValidation.Validation, Is.Empty);
    }

    [Test]
    public void Splits_are_the_same_on_every_machine()
    {
        // The numbers were computed by another implementation of Philox.
        var data = ClassificationCatalog.Open(WriteNumbered(20), new ClassificationOptions { ValidationShare = 0.25 });
        Assert.That(data.Test.Select(Number), Is.EqualTo(new[] { 0, 2, 4, 11 }));
        Assert.That(data.Validation.Select(Number), Is.EqualTo(new[] { 1, 3, 10, 14 }));
    }

    [Test]
    public void Duplicates_are_dropped_where_asked()
    {
        string path = _directory.Write("a.csv", "label,text\nx,one\ny,two\ny,one\nx,three\n");
        Assert.That(Open(path).Train, Has.Count.EqualTo(4));
        Assert.That(
            Texts(Open(path, Whole with { DropDuplicates = true })), Is.EqualTo(new[] { "x:one", "y:two", "x:three" }));
    }

    [Test]
    public void Shares_outside_their_range_are_refused()
    {
        string path = WriteNumbered(4);
        foreach (double share in (double[])[-0.1, 1, double.NaN])
        {
            Assert.That(
                () => ClassificationCatalog.Open(path, new ClassificationOptions { TestShare = share }),
                Throws.TypeOf<ArgumentOutOfRangeException>());
        }

        AssertFails(path, "leaves no training texts", new ClassificationOptions { TestShare = 0.99 });
    }

    [Test]
    public void An_unknown_name_or_ending_is_told_what_there_is()
    {
        AssertFails(_directory.Combine("nowhere"), "There is no file or directory");
        AssertFails(_directory.Write("a.txt", "x"), "name it .csv, .tsv");
        string file = _directory.Write("sub/b.txt", "x");
        AssertFails(file[..^"b.txt".Length], "0 files");
    }

    private static int Number(LabelledText text)
        => int.Parse(text.Text, System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<string> Texts(TextClassificationData data)
        => data.Train.Select(text => $"{data.ClassNames[text.Label]}:{text.Text}");

    private static TextClassificationData Open(string path, ClassificationOptions? options = null)
        => ClassificationCatalog.Open(path, options ?? Whole);

    private static void AssertFails(string path, string message, ClassificationOptions? options = null)
    {
        Assert.That(
            () => Open(path, options),
            Throws.TypeOf<CorpusException>().With.Message.Contains(message).And.Message.Not.Contains("\n"));
    }

    private string WriteNumbered(int count)
        => _directory.Write(
            "a.csv", "label,text\n" + string.Concat(Enumerable.Range(0, count).Select(i => $"{i % 2},{i}\n")));
}
