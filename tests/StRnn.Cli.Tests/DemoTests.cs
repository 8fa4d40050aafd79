using StRnn.Cli.Tests.Support;

namespace StRnn.Cli.Tests;

/// <summary>The command <c>strnn demo</c>.</summary>
public sealed class DemoTests
{
    [Test]
    public void The_demo_compares_three_runs_in_one_table_and_does_not_repeat_them()
    {
        using var place = new Workplace();
        string[] demo =
        [
            "demo", "--data", place.Data, "--train-tokens", "1000", "--epochs", "1", "--hidden", "8",
            "--backend", "reference", "--out", place.At("demo"),
        ];

        var first = Strnn.Run(demo);
        var second = Strnn.Run(demo);

        Assert.That(first.ExitCode, Is.Zero, first.Error);
        Assert.That(
            first.Out,
            Does.Contain("ST-RNN, sparsity 0.67").And.Contain("ST-RNN, sparsity 0.80").And.Contain("trigram"));
        Assert.That(first.Out, Does.Contain("A sentence by the model"));
        Assert.That(second.Out, Does.Contain("is finished"));
        Assert.That(TableOf(second), Is.EqualTo(TableOf(first)));
        Assert.That(Strnn.Run([.. demo, "--seed", "2"]).OnlyError, Does.Contain("training.seed"));

        static string TableOf(CliResult result)
            => result.Out[result.Out.IndexOf("test perplexity", StringComparison.Ordinal)..];
    }
}
