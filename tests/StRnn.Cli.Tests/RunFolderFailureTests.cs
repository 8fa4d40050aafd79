using StRnn.Cli.Tests.Support;

namespace StRnn.Cli.Tests;

/// <summary>What <c>strnn inspect</c> and <c>strnn eval</c> say of a folder that they cannot read.</summary>
public sealed class RunFolderFailureTests
{
    private Workplace _place = null!;

    [SetUp]
    public void SetUp() => _place = new Workplace();

    [TearDown]
    public void TearDown() => _place.Dispose();

    [TestCase("")]
    [TestCase("{")]
    [TestCase("null")]
    [TestCase("{\"preset\": 3}")]
    [TestCase("{\"colour\": \"red\"}")]
    public void A_damaged_configuration_is_one_clear_line(string content)
    {
        Strnn.Run(_place.TrainArguments("run", "--max-steps", "2"));
        File.WriteAllText(Path.Combine(_place.At("run"), "config.json"), content);

        foreach (string command in new[] { "inspect", "eval" })
        {
            var result = Strnn.Run(command, _place.At("run"));

            Assert.That(result.ExitCode, Is.EqualTo(1));
            Assert.That(result.OnlyError, Does.Contain("config.json").And.Contain("damaged"));
        }
    }

    [Test]
    public void A_folder_without_a_run_is_one_clear_line()
    {
        foreach (string command in new[] { "inspect", "eval" })
        {
            var result = Strnn.Run(command, _place.Root);

            Assert.That(result.ExitCode, Is.EqualTo(1));
            Assert.That(result.OnlyError, Does.Contain("holds no run"));
        }
    }

    [Test]
    public void Verbose_adds_the_stack_trace()
    {
        var result = Strnn.Run("inspect", _place.Root, "--verbose");

        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.Error, Does.Contain("   at StRnn.Cli"));
    }
}
