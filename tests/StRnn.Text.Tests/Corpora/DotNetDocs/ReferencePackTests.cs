using StRnn.Text.Corpora;
using StRnn.Text.Corpora.DotNetDocs;
using StRnn.Text.Tests.Support;

namespace StRnn.Text.Tests.Corpora.DotNetDocs;

public sealed class ReferencePackTests
{
    private TemporaryDirectory _directory = null!;

    [SetUp]
    public void CreateDirectory() => _directory = new TemporaryDirectory();

    [TearDown]
    public void DeleteDirectory() => _directory.Dispose();

    [Test]
    public void The_highest_version_of_the_asked_major_wins()
    {
        string[] versions = ["9.0.99", "10.0.9", "10.0.12", "10.0.13-rc.1.2", "11.0.0", "not-a-version"];
        foreach (string version in versions)
        {
            AddPack("root", version);
        }

        Assert.That(Find(10, "root").Version, Is.EqualTo("10.0.13-rc.1.2"));
        Assert.That(Find(9, "root").Version, Is.EqualTo("9.0.99"));
    }

    [Test]
    public void A_release_stands_above_its_previews_and_numbers_count_as_numbers()
    {
        AddPack("root", "10.0.0-rc.2.1");
        AddPack("root", "10.0.0-rc.10.1");
        Assert.That(Find(10, "root").Version, Is.EqualTo("10.0.0-rc.10.1"));
        AddPack("root", "10.0.0");
        Assert.That(Find(10, "root").Version, Is.EqualTo("10.0.0"));
    }

    [Test]
    public void The_first_folder_that_has_documentation_wins()
    {
        Directory.CreateDirectory(_directory.Combine("without", "10.0.99", "ref", "net10.0"));
        AddPack("second", "10.0.1");
        AddPack("third", "10.0.2");
        Assert.That(Find(10, "absent", "without", "second", "third").Version, Is.EqualTo("10.0.1"));
    }

    [Test]
    public void Intrinsics_and_files_below_are_left_out()
    {
        AddPack(
            "root", "10.0.1", "System.B.xml", "System.A.xml", "System.Runtime.Intrinsics.xml", "System.Runtime.xml");
        AddPack("root", "10.0.1", Path.Combine("de", "System.C.xml"));
        Assert.That(
            Find(10, "root").Files.Select(Path.GetFileName),
            Is.EqualTo(new[] { "System.A.xml", "System.B.xml", "System.Runtime.xml" }));
    }

    [Test]
    public void Nothing_found_names_what_was_tried_and_what_to_do_in_one_line()
    {
        AddPack("old", "9.0.1");
        Assert.That(
            () => Find(10, "absent", "old"),
            Throws.TypeOf<CorpusException>().With.Message.Contains(_directory.Combine("absent"))
                .And.Message.Contains(_directory.Combine("old")).And.Message.Contains("origin of old")
                .And.Message.Contains("Install the .NET SDK").And.Message.Not.Contains("\n"));
    }

    [Test]
    public void A_given_directory_without_files_is_named()
    {
        Assert.That(
            () => ReferencePack.FromDirectory(_directory.FullName, "1"),
            Throws.TypeOf<CorpusException>().With.Message.Contains(_directory.FullName));
    }

    [Test]
    public void The_default_folders_are_absolute_and_end_with_the_packages_folder()
    {
        var folders = ReferencePack.DefaultFolders();
        Assert.That(folders, Has.Count.GreaterThanOrEqualTo(2));
        Assert.That(folders.Select(folder => folder.Folder), Is.All.Matches<string>(Path.IsPathFullyQualified));
        Assert.That(folders[0].Folder, Does.EndWith(Path.Combine("packs", "Microsoft.NETCore.App.Ref")));
        Assert.That(folders[^1].Folder, Does.EndWith("microsoft.netcore.app.ref"));
    }

    private void AddPack(string root, string version, params string[] files)
    {
        foreach (string file in files.DefaultIfEmpty("System.Runtime.xml"))
        {
            _directory.Write(Path.Combine(root, version, "ref", "net10.0", file), "<doc />");
        }
    }

    private ReferencePack Find(int major, params string[] roots) =>
        ReferencePack.Find(roots.Select(root => ($"origin of {root}", _directory.Combine(root))), major);
}
