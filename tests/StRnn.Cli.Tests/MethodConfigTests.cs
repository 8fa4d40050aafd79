using StRnn.Cli.Tests.Support;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Runs;
using StRnn.Sparsity.Topology;
using StRnn.Training;

namespace StRnn.Cli.Tests;

/// <summary>
/// The choices that make a method: what each is where nothing is said, and that the word on the command line becomes
/// that part.
/// </summary>
public sealed class MethodConfigTests
{
    private const long TotalSteps = 1000;

    private const string Defaults =
        "init uniform, pruning magnitude, amount share, schedule cosine 0.7000 0.3525 0.0050, "
        + "every epoch, growth random, value Zero, "
        + "survivors KeepsValue, redistribution none, reset False";

    [Test]
    public void Nothing_said_is_the_published_method() => Assert.That(Composed(string.Empty), Is.EqualTo(Defaults));

    [TestCase("--init er", "init er")]
    [TestCase("--pruning set", "pruning set")]
    [TestCase("--pruning set-faulty", "pruning set-faulty")]
    [TestCase("--pruning threshold --prune-threshold 0.01", "amount threshold")]
    [TestCase("--prune-rate 0.4", "schedule cosine 0.4000 0.2025 0.0050")]
    [TestCase("--prune-schedule cosine-to-zero", "schedule cosine 0.7000 0.3500 0.0000")]
    [TestCase("--prune-schedule constant", "schedule constant 0.7000 0.7000 0.7000")]
    [TestCase("--prune-schedule linear", "schedule linear 0.7000 0.3500 0.0000")]
    [TestCase("--prune-schedule constant --update-until 0.4", "schedule constant 0.7000 0.0000 0.0000")]
    [TestCase("--update-every 7", "every 7")]
    [TestCase("--growth gradient", "growth gradient")]
    [TestCase("--growth momentum", "growth momentum")]
    [TestCase("--growth unexplored", "growth unexplored")]
    [TestCase("--new-value normal", "value Normal")]
    [TestCase("--new-value initial", "value Initial")]
    [TestCase("--survivor restarts", "survivors Restarts")]
    [TestCase("--survivor excluded", "survivors Excluded")]
    [TestCase("--redistribution momentum", "redistribution momentum")]
    [TestCase("--redistribution proportional", "redistribution proportional")]
    [TestCase("--reset-optimizer", "reset True")]
    public void A_word_on_the_command_line_becomes_that_part(string options, string expected)
    {
        string[] differs = [.. Composed(options).Split(", ").Except(Defaults.Split(", "))];
        Assert.That(differs, Has.Member(expected));
        Assert.That(differs, Has.Length.EqualTo(1), "and nothing else");
    }

    /// <summary>One exchange by momentum serves every method that prunes and regrows.</summary>
    [TestCase("set")]
    [TestCase("rigl")]
    [TestCase("snfs")]
    [TestCase("dsr")]
    [TestCase("deepr")]
    public void Any_method_exchanges_by_momentum(string method)
    {
        Assert.That(Composed($"--method {method} --redistribution momentum"), Does.Contain("redistribution momentum"));
        Assert.That(Composed($"--method {method} --redistribution none"), Does.Contain("redistribution none"));
    }

    [Test]
    public void Deepr_drifts_as_told()
    {
        using var place = new Workplace();
        foreach (string drift in new[] { "0", "0.5" })
        {
            var result = Strnn.Run(place.TrainArguments(
                drift, "--sparsity", "0.5", "--method", "deepr", "--drift", drift, "--max-steps", "5"));
            Assert.That(result.ExitCode, Is.Zero, result.Error);
        }

        Assert.That(place.LastCheckpoint("0"), Is.Not.EqualTo(place.LastCheckpoint("0.5")));
    }

    /// <summary>
    /// Trains a step with the options, exchanges included, and says what method the run's configuration is.
    /// </summary>
    private static string Composed(string options)
    {
        using var place = new Workplace();
        var result = Strnn.Run(place.TrainArguments(
            "run",
            ["--sparsity", "0.5", "--momentum", "0.9", "--max-steps", "1",
                .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]));
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        var method = RunConfig.Read(new RunDirectory(place.At("run"))).Method.ToMethod();
        TopologyRule rule = method.Topology!;
        double[] rates =
            [.. new[] { 0, TotalSteps / 2, TotalSteps }.Select(step => rule.Rate.RateAt(step, TotalSteps))];
        return FormattableString.Invariant(
            $"init {method.Initializer!.Name}, pruning {rule.Pruning.Name}, amount {rule.Amount.Name}, ")
            + FormattableString.Invariant($"schedule {rule.Rate.Name} {rates[0]:F4} {rates[1]:F4} {rates[2]:F4}, ")
            + (rule.Interval.IsDueAfterEpoch
                ? "every epoch, "
                : FormattableString.Invariant($"every {rule.Interval.Steps}, "))
            + FormattableString.Invariant(
                $"growth {rule.Regrowth.Name}, value {rule.NewValue}, survivors {rule.Survivors}, ")
            + FormattableString.Invariant($"redistribution {rule.Redistribution.Name}, reset {rule.ResetsOptimizer}");
    }
}
