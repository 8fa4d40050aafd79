using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace StRnn.Architecture.Tests;

public sealed partial class StructureTests
{
    private static readonly string[] TextEndings =
    [
        ".cs", ".csproj", ".props", ".cpp", ".h", ".cl", ".cmake", ".txt", ".json", ".md", ".sh", ".ps1", ".sln",
        ".yml", "",
    ];

    /// <summary>Who may see whom: dependencies point inwards, and only the program sees everything.</summary>
    [TestCase("StRnn")]
    [TestCase("StRnn.Cpu", "StRnn")]
    [TestCase("StRnn.OpenCL", "StRnn")]
    [TestCase("StRnn.Text", "StRnn")]
    [TestCase("StRnn.Series", "StRnn")]
    [TestCase("StRnn.Experiments", "StRnn", "StRnn.Text")]
    [TestCase("StRnn.Cli", "StRnn", "StRnn.Cpu", "StRnn.Experiments", "StRnn.OpenCL", "StRnn.Text")]
    [TestCase("StRnn.Reproduction", "StRnn.Cli", "StRnn.Experiments")]
    public void Dependencies_point_inwards(string project, params string[] allowed)
    {
        var references = XDocument.Load(Repository.At("src", project, $"{project}.csproj"))
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(
                reference.Attribute("Include")!.Value.Replace('\\', '/')));
        Assert.That(references, Is.SubsetOf(allowed));
    }

    [Test]
    public void The_engine_names_no_backend_but_the_reference()
    {
        var offenders = Repository.Files("*.cs")
            .Where(file => file.StartsWith(
                Repository.At("src", "StRnn") + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            .Where(file => File.ReadAllText(file) is var text
                && (text.Contains("StRnn.Cpu", StringComparison.Ordinal)
                    || text.Contains("StRnn.OpenCL", StringComparison.Ordinal)));
        Assert.That(offenders, Is.Empty);
    }

    [Test]
    public void Every_kernel_file_says_its_variants_assumptions_and_tuning()
    {
        string[] kernels = [.. Repository.Files("*.cl")];
        Assert.That(kernels, Is.Not.Empty);
        foreach (string file in kernels)
        {
            string opening = string.Concat(
                File.ReadLines(file).TakeWhile(line => line.StartsWith("//", StringComparison.Ordinal)));
            foreach (string topic in new[] { "ariants", "ssumptions", "Tuning" })
            {
                Assert.That(opening, Does.Contain(topic), file);
            }
        }
    }

    /// <summary>
    /// But for the peers, since the solution's restore never asks for what we only compare ourselves with, and the
    /// samples, which take the packages.
    /// </summary>
    [Test]
    public void Every_project_is_in_the_solution()
    {
        string solution = File.ReadAllText(Repository.At("StRnn.Native.sln")).Replace('\\', '/');
        foreach (string project in Repository.Files("*.csproj"))
        {
            string name = Repository.NameOf(project);
            bool isApart = name.StartsWith("perf/peers/", StringComparison.Ordinal)
                || name.StartsWith("samples/", StringComparison.Ordinal);
            Assert.That(solution, isApart ? Does.Not.Contain(name) : Does.Contain(name));
        }
    }

    [Test]
    public void A_sample_takes_packages_and_no_project()
    {
        string[] samples = [.. Repository.Files("*.csproj")
            .Where(project => Repository.NameOf(project).StartsWith("samples/", StringComparison.Ordinal))];
        Assert.That(samples, Is.Not.Empty);
        foreach (string sample in samples)
        {
            var project = XDocument.Load(sample);
            Assert.That(project.Descendants("ProjectReference"), Is.Empty, sample);
            Assert.That(
                project.Descendants("PackageReference").Select(package => package.Attribute("Include")!.Value),
                Has.Some.StartsWith("StRnn"), sample);
        }
    }

    [Test]
    public void Package_versions_stand_in_one_place()
    {
        foreach (string project in Repository.Files("*.csproj").Concat(Repository.Files("Directory.Build.props")))
        {
            var inline = XDocument.Load(project).Descendants("PackageReference")
                .Where(reference => reference.Attribute("Version") is not null
                    || reference.Attribute("VersionOverride") is not null);
            Assert.That(inline, Is.Empty, project);
        }
    }

    [Test]
    public void No_file_names_a_path_of_one_machine()
    {
        var offenders = Repository.Files()
            .Where(file => TextEndings.Contains(Path.GetExtension(file)))
            .Where(file => Path.GetFileName(file) != "StructureTests.cs"
                && MachinePath().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(Repository.Root, file));
        Assert.That(offenders, Is.Empty);
    }

    [Test]
    public void Only_a_training_step_calls_the_optimisers_step()
    {
        string folder = Repository.At("src") + Path.DirectorySeparatorChar;
        string[] callers = [.. Repository.Files("*.cs")
            .Where(file => file.StartsWith(folder, StringComparison.Ordinal))
            .Where(file => OptimizerStep().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(Repository.At("src"), file).Replace('\\', '/'))];
        Assert.That(callers, Is.EqualTo(new[] { "StRnn/Training/TrainingStep.cs" }));
    }

    /// <summary>
    /// A library does not know which program it serves: exceptions carry a cause, and the program names its option.
    /// </summary>
    [TestCase("StRnn")]
    [TestCase("StRnn.Cpu")]
    [TestCase("StRnn.OpenCL")]
    [TestCase("StRnn.Text")]
    [TestCase("StRnn.Series")]
    [TestCase("StRnn.Experiments")]
    public void No_message_of_a_library_names_an_option_of_the_command_line(string project)
    {
        string folder = Repository.At("src", project) + Path.DirectorySeparatorChar;
        string[] offenders = [.. Repository.Files("*.cs")
            .Where(file => file.StartsWith(folder, StringComparison.Ordinal))
            .SelectMany(file => File.ReadLines(file)
                .Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
                .Where(line => OptionInText().IsMatch(line))
                .Select(line => $"{Path.GetFileName(file)}: {line.Trim()}"))];
        Assert.That(offenders, Is.Empty);
    }

    [TestCase("throw new X(\"lower --lr\");", true)]
    [TestCase("    + \"or '--clip'.\");", true)]
    [TestCase("Offsets[--write] = \"a\";", false)]
    [TestCase("Log(\"a\"); x = y --;", false)]
    public void An_option_in_a_text_is_seen(string line, bool expected)
        => Assert.That(OptionInText().IsMatch(line), Is.EqualTo(expected));

    [GeneratedRegex(@"(?<![\w.~])/(home|root|work|Users)/[A-Za-z0-9._-]+|[A-Z]:\\Users\\")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"\b_?[oO]ptimizer\s*[!?]?\.Step\(")]
    private static partial Regex OptimizerStep();

    [GeneratedRegex(@"^[^""]*(""[^""]*""[^""]*)*""([^""]*[^\w""])?--[a-z]")]
    private static partial Regex OptionInText();
}
