using StRnn.Comparison.Commands;
using StRnn.Comparison.Report;

namespace StRnn.Comparison.Tests;

public sealed class RecordTests
{
    private string _folder = string.Empty;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("strnn-comparison-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [TestCaseSource(typeof(Recorded), nameof(Recorded.Records))]
    public void Reading_and_writing_a_record_loses_nothing(string path)
        => Assert.That(Record.Read(path).ToJson(), Is.EqualTo(File.ReadAllText(path).ReplaceLineEndings("\n")));

    [TestCaseSource(typeof(Recorded), nameof(Recorded.Records))]
    public void A_record_is_named_after_its_date(string path)
    {
        var record = Record.Read(path);
        record.Write(Path.Combine(_folder, "new"));
        Assert.That(
            File.ReadAllText(Path.Combine(_folder, "new", Path.GetFileName(path))),
            Is.EqualTo(record.ToJson()));
    }

    [Test]
    public void The_newest_record_has_the_latest_date_and_subfolders_do_not_count()
    {
        var record = Record.Newest(Recorded.At(CommandOptions.ResultsFolder));
        foreach (int day in new[] { 3, 20, 9 })
        {
            (record with { Date = new DateOnly(2020, 1, day) }).Write(_folder);
        }

        (record with { Date = new DateOnly(2021, 1, 1) }).Write(Path.Combine(_folder, "opencl"));
        Assert.That(Record.Newest(_folder).Date, Is.EqualTo(new DateOnly(2020, 1, 20)));
    }

    [Test]
    public void A_folder_without_records_is_refused()
    {
        Assert.Throws<InvalidDataException>(() => Record.Newest(_folder));
        Assert.Throws<InvalidDataException>(() => Record.Newest(Path.Combine(_folder, "missing")));
    }

    /// <summary>A missing or unknown field is an error: it is never read as 0.</summary>
    [TestCase("\"low\"", "\"item1\"")]
    [TestCase("\"figure\"", "\"ratio\"")]
    [TestCase("\"kind\": \"x\",", "")]
    [TestCase("\"rows\": [", "\"rows\": [,")]
    public void A_file_of_another_form_is_refused(string part, string replacement)
    {
        string text = Record.Newest(Recorded.At(CommandOptions.ResultsFolder)).ToJson();
        string path = Path.Combine(_folder, "2020-01-01.json");
        File.WriteAllText(path, text);
        Assert.That(Record.Read(path).Rows, Is.Not.Empty);

        File.WriteAllText(path, text.Replace(part, replacement, StringComparison.Ordinal));
        Assert.That(
            () => Record.Read(path),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains("2020-01-01.json"));
    }
}

/// <summary>The repository's recorded figures and the pages rendered from them.</summary>
internal static class Recorded
{
    /// <summary>Gets all records, of the CPU backend and of the OpenCL backend.</summary>
    public static IEnumerable<string> Records
        => Files(CommandOptions.ResultsFolder).Concat(Files(CommandOptions.OpenClResultsFolder));

    /// <summary>Gets the baselines of the regression check.</summary>
    public static IEnumerable<string> Baselines => Files("perf/baselines");

    /// <summary>Gets a path given from the repository's root.</summary>
    /// <param name="path">The path, with slashes.</param>
    public static string At(string path) => Repository.At(path.Split('/'));

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(At(folder), "*.json");
}
