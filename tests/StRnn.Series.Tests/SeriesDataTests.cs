namespace StRnn.Series.Tests;

public sealed class SeriesDataTests
{
    private string _folder = string.Empty;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("strnn-series-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Arrays_become_time_steps()
    {
        var data = SeriesData.FromArrays(("a", [1, 2, 3]), ("b", [10, 20, 30]));
        Assert.That(data.Steps, Is.EqualTo(3));
        Assert.That(data[1].ToArray(), Is.EqualTo(new float[] { 2, 20 }));
        Assert.That(data.Values.ToArray(), Is.EqualTo(new float[] { 1, 10, 2, 20, 3, 30 }));
        Assert.That(data.IndexOf("b"), Is.EqualTo(1));
        Assert.That(data.ValuesOf("b"), Is.EqualTo(new float[] { 10, 20, 30 }));
        Assert.That(
            () => data.ValuesOf("c"), Throws.TypeOf<SeriesException>().With.Message.Contains("its channels are a, b"));
    }

    [Test]
    public void Wrong_series_are_refused_with_the_place()
    {
        Assert.That(
            () => SeriesData.FromArrays(("a", [1, 2, 3]), ("b", [1])),
            Throws.TypeOf<SeriesException>().With.Message.Contains("'b' has 1 steps"));
        Assert.That(
            () => SeriesData.FromArrays(("a", [1, float.NaN])),
            Throws.TypeOf<SeriesException>().With.Message.Contains("Step 1 of the channel 'a' is NaN"));
        Assert.That(
            () => SeriesData.FromArrays(("a", [1]), ("a", [1])),
            Throws.TypeOf<SeriesException>().With.Message.Contains("'a' twice"));
        Assert.That(() => SeriesData.FromArrays(("a", [])), Throws.TypeOf<SeriesException>());
    }

    [Test]
    public void A_csv_file_gives_its_columns_of_numbers()
    {
        string path = Write("date,load,\"temp, C\"\n2026-01-01,1.5,-3\n2026-01-02,2e1,4\n");
        var data = SeriesData.FromCsv(path);
        Assert.That(data.Channels, Is.EqualTo(new[] { "load", "temp, C" }));
        Assert.That(data.Values.ToArray(), Is.EqualTo(new float[] { 1.5f, -3, 20, 4 }));
        Assert.That(SeriesData.FromCsv(path, ["temp, C"]).Values.ToArray(), Is.EqualTo(new float[] { -3, 4 }));
    }

    [TestCase("a\n1\nx\n", "line 3 has 'x' in the column 'a'")]
    [TestCase("a,b\n1,2\n3\n", "line 3 has 1 fields, the header 2")]
    [TestCase("a\n", "no row with a number")]
    [TestCase("", "is empty")]
    [TestCase("a\n1\n\"2", "quotes")]
    public void A_wrong_csv_file_is_refused_with_its_line(string content, string expected)
        => Assert.That(
            () => SeriesData.FromCsv(Write(content)), Throws.TypeOf<SeriesException>().With.Message.Contains(expected));

    [Test]
    public void A_missing_file_or_column_is_named()
    {
        Assert.That(
            () => SeriesData.FromCsv(Path.Combine(_folder, "none.csv")),
            Throws.TypeOf<SeriesException>().With.Message.Contains("none.csv"));
        Assert.That(
            () => SeriesData.FromCsv(Write("a,b\n1,2\n"), ["c"]),
            Throws.TypeOf<SeriesException>().With.Message.Contains("no column 'c': its header has a, b"));
    }

    [Test]
    public void A_split_is_by_time()
    {
        var split = SeriesData.FromArrays(("a", new float[1000])).Split(0.1, 0.2);
        Assert.That((split.TrainSteps, split.ValidSteps, split.TestSteps), Is.EqualTo((700, 100, 200)));
        Assert.That(() => split.Data.Split(0.6, 0.4), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => split.Data.Split(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    /// <summary>What comes later must not reach the model, not even through a mean.</summary>
    [Test]
    public void Standardisation_sees_the_training_part_alone()
    {
        float[] values = [.. Enumerable.Range(0, 100).Select(t => t < 80 ? t % 2 : 1e6f)];
        var split = SeriesData.FromArrays(("a", values), ("constant", [.. values.Select(_ => 3f)])).Split(0.1, 0.1);
        var scaling = ForecastLayout.Of(split, new ForecastOptions()).Scaling;
        Assert.That(scaling.Mean, Is.EqualTo(new[] { 0.5, 3 }));
        Assert.That(scaling.Scale, Is.EqualTo(new[] { 0.5, 1 }), "a constant channel is only shifted");
        Assert.That(scaling.Apply(1, 0), Is.EqualTo(1));
        Assert.That(scaling.Invert(scaling.Apply(0.25f, 0), 0), Is.EqualTo(0.25f));
    }

    private string Write(string content)
    {
        string path = Path.Combine(_folder, "data.csv");
        File.WriteAllText(path, content);
        return path;
    }
}
