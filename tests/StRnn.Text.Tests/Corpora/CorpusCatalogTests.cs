using StRnn.Text.Catalogs;
using StRnn.Text.Corpora;
using StRnn.Text.Tests.Support;

namespace StRnn.Text.Tests.Corpora;

public sealed class CorpusCatalogTests
{
    [Test]
    public void A_directory_opens_as_a_corpus()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("train.txt", "a b\n");
        directory.Write("valid.txt", "a\n");
        directory.Write("test.txt", "b\n");
        Assert.That(CorpusCatalog.Open(directory.FullName).Train, Has.Length.EqualTo(3));
        Assert.That(
            CorpusCatalog.Open(directory.FullName + Path.DirectorySeparatorChar).Name,
            Is.EqualTo(Path.GetFileName(directory.FullName)));
    }

    [Test]
    public void An_unknown_name_is_told_the_built_in_names_in_one_line()
    {
        Assert.That(
            () => CorpusCatalog.Open("no-such-corpus"),
            Throws.TypeOf<CorpusException>().With.Message.Contains("'no-such-corpus'")
                .And.Message.Contains("dotnet-docs")
                .And.Message.Not.Contains("\n"));
    }

    [Test]
    public void A_file_too_short_to_split_is_refused()
    {
        using var directory = new TemporaryDirectory();
        string file = directory.Write("train.txt", "a b\n");
        Assert.That(
            () => CorpusCatalog.Open(file),
            Throws.TypeOf<CorpusException>().With.Message.Contains("train.txt: 1 lines are too few"));
    }

    [Test]
    public void Built_in_corpora_are_listed_with_a_description()
    {
        Assert.That(CorpusCatalog.BuiltIn.Select(entry => entry.Key), Is.EqualTo(new[] { "dotnet-docs" }));
        Assert.That(CorpusCatalog.BuiltIn.Select(entry => entry.Value), Is.All.Not.Empty);
    }
}
