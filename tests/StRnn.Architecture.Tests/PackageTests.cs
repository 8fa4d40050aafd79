using System.IO.Compression;
using System.Xml.Linq;

namespace StRnn.Architecture.Tests;

/// <summary>What is in the packages; the samples show that they work.</summary>
public sealed class PackageTests
{
    private const int MostForTheTool = 14 << 20;

    private static readonly Dictionary<string, string> NativeFiles = new()
    {
        ["linux-x64"] = "libstrnn_native.so",
        ["linux-arm64"] = "libstrnn_native.so",
        ["win-x64"] = "strnn_native.dll",
        ["win-arm64"] = "strnn_native.dll",
        ["osx-x64"] = "libstrnn_native.dylib",
        ["osx-arm64"] = "libstrnn_native.dylib",
    };

    /// <summary>Gets the packages of the projects that are packed.</summary>
    private static IEnumerable<string> Names =>
        Directory.GetDirectories(Repository.At("src")).Select(folder => Path.GetFileName(folder)).Order();

    [TestCaseSource(nameof(Names))]
    public void A_package_introduces_itself(string name)
    {
        using var package = Open(name);
        var metadata = Metadata(package);
        foreach (string element in new[] { "description", "license", "readme", "icon", "tags", "authors" })
        {
            Assert.That(Value(metadata, element), Is.Not.Null.And.Not.Empty, element);
        }

        Assert.That(package.GetEntry(Value(metadata, "readme")!), Is.Not.Null);
        Assert.That(package.GetEntry(Value(metadata, "icon")!), Is.Not.Null);
        Assert.That(File.Exists(Path.ChangeExtension(PathOf(name), "snupkg")), "symbols");
    }

    /// <summary>A library's package depends on what its project names, and on nothing else.</summary>
    [TestCaseSource(nameof(Names))]
    public void A_package_depends_on_what_its_project_names(string name)
    {
        using var package = Open(name);
        var project = XDocument.Load(Repository.At("src", name, $"{name}.csproj"));
        bool isTool = project.Descendants("PackAsTool").Any();
        string[] named = isTool ? [] :
        [
            .. project.Descendants("PackageReference")
                .Where(reference => reference.Attribute("PrivateAssets") is null)
                .Select(reference => reference.Attribute("Include")!.Value),
            .. project.Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)),
        ];
        var dependencies = Metadata(package).Descendants()
            .Where(element => element.Name.LocalName == "dependency")
            .Select(element => element.Attribute("id")!.Value);
        Assert.That(dependencies, Is.EquivalentTo(named));
    }

    /// <summary>Where the runtime, publishing for another platform, and hosts of their own look for it.</summary>
    [Test]
    public void Native_libraries_lie_where_they_are_looked_for()
    {
        using var package = Open("StRnn.Cpu");
        ZipArchiveEntry[] natives = [.. package.Entries
            .Where(entry => entry.FullName.StartsWith("runtimes/", StringComparison.Ordinal))];
        Assert.That(natives, Is.Not.Empty);
        foreach (var native in natives)
        {
            string platform = native.FullName.Split('/')[1];
            Assert.That(native.FullName, Is.EqualTo($"runtimes/{platform}/native/{NativeFiles[platform]}"));
            if (platform.StartsWith("linux", StringComparison.Ordinal))
            {
                using var content = new MemoryStream();
                using (var stream = native.Open())
                {
                    stream.CopyTo(content);
                }

                NativeLibraryTests.Check(platform, content.ToArray());
            }
        }
    }

    /// <summary>Plots and baselines, ten times the engine, belong to the other tool.</summary>
    [Test]
    public void The_tool_is_light()
    {
        using var package = Open("StRnn.Cli");
        Assert.That(
            package.Entries.Select(entry => entry.Name),
            Has.None.StartsWith("Microsoft.ML").And.None.StartsWith("ScottPlot").And.None.Contain("Skia"));
        Assert.That(package.Entries.Sum(entry => entry.Length), Is.Positive.And.LessThan(MostForTheTool));
    }

    private static ZipArchive Open(string name) => ZipFile.OpenRead(PathOf(name));

    private static string PathOf(string name)
    {
        string folder = Repository.At("artifacts", "packages");
        string[] found = Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, $"{name}.*.nupkg")
                .Where(file => char.IsAsciiDigit(Path.GetFileName(file)[name.Length + 1]))]
            : [];
        if (found.Length == 0)
        {
            Assert.Ignore("nothing is packed here: ./build.sh pack");
        }

        return found.Single();
    }

    private static XElement Metadata(ZipArchive package)
    {
        var nuspec = package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal));
        using var stream = nuspec.Open();
        return XDocument.Load(stream).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    }

    private static string? Value(XElement metadata, string name)
        => metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value;
}
