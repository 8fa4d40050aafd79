using StRnn.Cli.Tests.Support;

namespace StRnn.Cli.Tests;

public sealed class HelpTests
{
    [TestCase("")]
    [TestCase("train")]
    [TestCase("train lm")]
    [TestCase("train classify")]
    [TestCase("classify")]
    [TestCase("eval")]
    [TestCase("generate")]
    [TestCase("inspect")]
    [TestCase("topology-distance")]
    [TestCase("devices")]
    [TestCase("doctor")]
    [TestCase("tune")]
    [TestCase("bench")]
    [TestCase("demo")]
    public void Every_command_explains_itself_with_examples(string command)
    {
        var result = Strnn.Run([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.That(result.ExitCode, Is.Zero);
        Assert.That(result.Error, Is.Empty);
        Assert.That(result.Out, Does.Contain("Usage:").And.Contain("Examples:").And.Contain($"strnn {command}".Trim()));
    }

    [Test]
    public void Training_help_lists_words_and_presets_with_their_sources()
    {
        string help = Strnn.Run("train", "lm", "--help").Out;

        Assert.That(
            help,
            Does.Contain("Evci et al. 2020").And.Contain("  snfs: sparse momentum").And.Contain("<uniform|er>")
                .And.Contain("<keeps|restarts|excluded>"));
        Assert.That(help, Does.Contain("Zaremba et al. 2014").And.Contain("Liu et al. 2021"));
    }

    [Test]
    public void The_version_is_one_line()
    {
        var result = Strnn.Run("--version");

        Assert.That(result.ExitCode, Is.Zero);
        Assert.That(result.Out.Trim(), Does.Match(@"^\d+\.\d+\.\d+"));
    }
}
