using StRnn.Text.Corpora;

namespace StRnn.Text.Tests.Corpora;

[NonParallelizable]
public sealed class CacheDirectoryTests
{
    private const string Variable = "XDG_CACHE_HOME";
    private string? _before;

    [SetUp]
    public void Remember() => _before = Environment.GetEnvironmentVariable(Variable);

    [TearDown]
    public void Restore() => Environment.SetEnvironmentVariable(Variable, _before);

    [Test]
    public void An_absolute_cache_home_is_used()
    {
        string home = Path.Combine(Path.GetTempPath(), "some-cache");
        Environment.SetEnvironmentVariable(Variable, home);
        Assert.That(CacheDirectory.Default(), Is.EqualTo(Path.Combine(home, "strnn")));
    }

    [TestCase("relative/cache")]
    [TestCase(null)]
    public void Otherwise_the_path_is_absolute_and_not_the_variable_s(string? value)
    {
        Environment.SetEnvironmentVariable(Variable, value);
        Assert.That(Path.IsPathFullyQualified(CacheDirectory.Default()), Is.True);
        Assert.That(CacheDirectory.Default(), Does.Not.Contain("relative").And.EndsWith("strnn"));
    }
}
