using StRnn.Cli.Tests.Support;

namespace StRnn.Cli.Tests;

public sealed class UsageTests
{
    private static readonly string[] Unwritten = ["train", "lm", "--data", "nowhere", "--out", "never-written"];

    [TestCase("--bogus", "--bogus")]
    [TestCase("--preset ptb-lstm-huge", "ptb-lstm-small, ptb-lstm-medium, ptb-lstm-large")]
    [TestCase("--sparsity 1", "--sparsity must be above 0 and below 1")]
    [TestCase("--sparsity 0", "--sparsity")]
    [TestCase("--sparsity -0.5", "--sparsity")]
    [TestCase("--sparsity nan", "--sparsity")]
    [TestCase("--epsilon Infinity", "--epsilon must be above 0")]
    [TestCase("--sparsity 0.5 --epsilon 3", "give one of them")]
    [TestCase("--epsilon 3 --init uniform", "--init er")]
    [TestCase("--method st", "needs --sparsity or --epsilon")]
    [TestCase("--method sparse", "st, static, dense")]
    [TestCase("--lr 0", "--lr must be above 0")]
    [TestCase("--lr abc", "abc")]
    [TestCase("--lr", "--lr")]
    [TestCase("--lr-decay 0.5", "divided")]
    [TestCase("--lr-decay 1 --lr-constant-epochs stall", "--lr-decay must be above 1")]
    [TestCase("--lr-decay 2 --lr-constant-epochs stall --lr-decay-every 2", "--lr-decay-every has no effect")]
    [TestCase("--lr-decay-every 0", "a whole number of at least 1")]
    [TestCase("--lr-constant-epochs sometimes", "'stall' or a whole number")]
    [TestCase("--momentum 1", "--momentum")]
    [TestCase("--dropout 1", "--dropout")]
    [TestCase("--weight-decay -1", "--weight-decay")]
    [TestCase("--clip -1", "--clip")]
    [TestCase("--init-range 0", "--init-range")]
    [TestCase("--prune-rate 1.5", "--prune-rate")]
    [TestCase("--update-every 0", "--update-every")]
    [TestCase("--survivor dies", "keeps, restarts, excluded")]
    [TestCase("--init-scale large", "as-published, widened")]
    [TestCase("--hidden 0", "--hidden")]
    [TestCase("--hidden 99999999999", "--hidden")]
    [TestCase("--layers 0", "--layers")]
    [TestCase("--cell elman", "lstm, rhn, gru, mingru")]
    [TestCase("--candidate relu", "tanh, selu, spocu, spocu-bounded, identity")]
    [TestCase("--depth 3", "--depth cannot be used with --cell lstm")]
    [TestCase("--preset ptb-rhn --layers 2 --dropout 0.5", "--layers, --dropout cannot be used with --cell rhn")]
    [TestCase("--cell rhn --depth 0", "--depth")]
    [TestCase("--cell rhn --dropout-hidden 1", "--dropout-hidden")]
    [TestCase("--cell rhn --transform-bias nan", "--transform-bias")]
    [TestCase("--cell rhn --tied perhaps", "perhaps")]
    [TestCase("--epochs 0", "--epochs")]
    [TestCase("--batch 1.5", "--batch")]
    [TestCase("--bptt 0", "--bptt")]
    [TestCase("--seed -1", "--seed")]
    [TestCase("--threads 0", "--threads")]
    [TestCase("--max-steps 0", "--max-steps")]
    [TestCase("--log-every 0", "--log-every")]
    [TestCase("--checkpoint-every -1", "--checkpoint-every")]
    public void A_wrong_training_option_is_one_clear_line(string options, string expected)
    {
        var result = Strnn.Run([.. Unwritten, .. options.Split(' ')]);

        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.OnlyError, Does.Contain(expected));
        Assert.That(result.ErrorLines, Has.Length.EqualTo(1));
        Assert.That(result.Out, Is.Empty);
        Assert.That(Directory.Exists("never-written"), Is.False);
    }

    [TestCase("", "Required command")]
    [TestCase("fly", "'fly' is not")]
    [TestCase("train lm --data x", "--out")]
    [TestCase("train lm --out x", "--data is missing")]
    [TestCase("eval", "eval --help")]
    [TestCase("eval --bogus", "--bogus")]
    [TestCase("eval runs --split some", "train, valid, test, test-single-stream")]
    [TestCase("generate runs", "--prompt")]
    [TestCase("generate runs --prompt x --temperature 0", "--temperature must be above 0")]
    [TestCase("inspect", "--preset")]
    [TestCase("inspect runs --preset ptb-lstm-small", "leave out --preset")]
    [TestCase("inspect --preset ptb-lstm-small --method rigl", "--method rigl needs --sparsity or --epsilon")]
    [TestCase("devices --bogus", "--bogus")]
    [TestCase("topology-distance runs", "topology-distance --help")]
    [TestCase("topology-distance runs --bogus", "--bogus")]
    [TestCase("demo --train-tokens 3", "--train-tokens")]
    public void A_wrong_command_line_is_one_clear_line(string commandLine, string expected)
    {
        var result = Strnn.Run(commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.OnlyError, Does.Contain(expected));
        Assert.That(result.ErrorLines, Has.Length.EqualTo(1));
        Assert.That(result.Out, Is.Empty);
    }

    [Test]
    public void Words_are_understood_in_any_case()
    {
        var result = Strnn.Run("inspect", "--preset", "PTB-LSTM-Small", "--sparsity", "0.5", "--init", "ER", "--json");

        Assert.That(result.ExitCode, Is.Zero, result.Error);
    }

    [Test]
    public void An_unknown_backend_lists_those_that_exist()
    {
        using var place = new Workplace();

        var result = Strnn.Run(
            "train", "lm", "--data", place.Data, "--batch", "4", "--out", place.At("run"), "--backend", "abacus");

        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(
            result.OnlyError, Does.Contain("abacus").And.Contain("auto").And.Contain("cpu").And.Contain("reference"));
    }
}

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

    [TestCase("reproduce")]
    [TestCase("reproduce", "table2", "--scale", "tiny", "--rows", "lstm-none", "--out", "runs/tiny")]
    public void Reproduce_says_where_it_went(params string[] args)
    {
        var result = Strnn.Run(args);

        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(
            result.OnlyError, Does.Contain("'strnn-reproduce'").And.Contain("dotnet tool install StRnn.Reproduction"));
    }

    [Test]
    public void The_version_is_one_line()
    {
        var result = Strnn.Run("--version");

        Assert.That(result.ExitCode, Is.Zero);
        Assert.That(result.Out.Trim(), Does.Match(@"^\d+\.\d+\.\d+"));
    }
}
