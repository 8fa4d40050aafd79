using StRnn.Experiments.Methods;
using StRnn.Sparsity.Topology;

namespace StRnn.Experiments.Tests;

/// <summary>
/// The choices that make a method: what each is where nothing is said, and that a word becomes that part.
/// </summary>
public sealed class MethodConfigTests
{
    private const long TotalSteps = 1000;

    private const string Defaults =
        "init uniform, pruning magnitude, amount share, schedule cosine 0.7000 0.3525 0.0050, "
        + "every epoch, growth random, value Zero, "
        + "survivors KeepsValue, redistribution none, reset False";

    [Test]
    public void Nothing_said_is_the_published_method()
        => Assert.That(Composed(MethodNames.SparseTopology), Is.EqualTo(Defaults));

    [TestCase("init er", "init er")]
    [TestCase("pruning set", "pruning set")]
    [TestCase("pruning set-faulty", "pruning set-faulty")]
    [TestCase("pruning threshold prune-threshold 0.01", "amount threshold")]
    [TestCase("prune-rate 0.4", "schedule cosine 0.4000 0.2025 0.0050")]
    [TestCase("prune-rate-final 0.1", "schedule cosine 0.7000 0.4000 0.1000")]
    [TestCase("prune-schedule cosine-to-zero", "schedule cosine 0.7000 0.3500 0.0000")]
    [TestCase("prune-schedule constant", "schedule constant 0.7000 0.7000 0.7000")]
    [TestCase("prune-schedule linear", "schedule linear 0.7000 0.3500 0.0000")]
    [TestCase("prune-schedule constant update-until 0.4", "schedule constant 0.7000 0.0000 0.0000")]
    [TestCase("update-every 7", "every 7")]
    [TestCase("growth gradient", "growth gradient")]
    [TestCase("growth momentum", "growth momentum")]
    [TestCase("growth unexplored", "growth unexplored")]
    [TestCase("new-value normal", "value Normal")]
    [TestCase("new-value initial", "value Initial")]
    [TestCase("survivor restarts", "survivors Restarts")]
    [TestCase("survivor excluded", "survivors Excluded")]
    [TestCase("redistribution momentum", "redistribution momentum")]
    [TestCase("redistribution proportional", "redistribution proportional")]
    [TestCase("reset-optimizer true", "reset True")]
    public void A_word_becomes_that_part(string options, string expected)
    {
        string[] differs = [.. Composed(MethodNames.SparseTopology, options).Split(", ").Except(Defaults.Split(", "))];
        Assert.That(differs, Has.Member(expected));
        Assert.That(differs, Has.Length.EqualTo(1), "and nothing else");
    }

    /// <summary>Defaults that a paper or its public program gives.</summary>
    [TestCase(MethodNames.Set, "survivors Restarts")]
    [TestCase(MethodNames.FaultySet, "survivors KeepsValue")]
    [TestCase(MethodNames.RigL, "init er")]
    [TestCase(MethodNames.Reparameterization, "schedule constant 0.0780 0.0780 0.0780")]
    public void A_method_begins_with_its_published_parts(string method, string expected)
        => Assert.That(Composed(method), Does.Contain(expected));

    [Test]
    public void Gradual_pruning_begins_before_it_ends()
    {
        var gmp = MethodConfig.Of(MethodNames.GradualPruning, sparsity: 0.5);
        Assert.That(gmp.With(MethodOptions.PruneFrom, 0.25).ToMethod().Name, Is.EqualTo("gmp"));
        Assert.That(
            () => gmp.With(MethodOptions.PruneFrom, 0.8).ToMethod(),
            Throws.TypeOf<FormatException>().With.Message.EqualTo("prune-from 0.8 is not below update-until 0.75."));
    }

    [Test]
    public void Snip_ranks_each_tensor_or_all_together()
    {
        var snip = MethodConfig.Of(MethodNames.SingleShot, sparsity: 0.5);
        Assert.That(snip.ToMethod().Start!.Amount.Name, Is.EqualTo("once"));
        Assert.That(
            snip.With(MethodOptions.SnipScope, NamedParts.Global).ToMethod().Start!.Amount.Name,
            Is.EqualTo("least-sensitive"));
    }

    /// <summary>One exchange by momentum serves every method that prunes and regrows.</summary>
    [TestCase(MethodNames.Set)]
    [TestCase(MethodNames.RigL)]
    [TestCase(MethodNames.SparseMomentum)]
    [TestCase(MethodNames.Reparameterization)]
    [TestCase(MethodNames.DeepRewiring)]
    public void Any_method_exchanges_by_momentum(string method)
    {
        Assert.That(Composed(method, "redistribution momentum"), Does.Contain("redistribution momentum"));
        Assert.That(Composed(method, "redistribution none"), Does.Contain("redistribution none"));
    }

    [TestCaseSource(typeof(MethodCatalog), nameof(MethodCatalog.Names))]
    public void A_method_has_a_default_for_what_it_uses_and_nothing_else(string name)
    {
        var bare = new MethodConfig { Name = name, Sparsity = 0.5 }.With(MethodOptions.PruneThreshold, 0.25);
        var completed = bare.Completed();
        foreach (var option in MethodOptions.All.Where(option => option != MethodOptions.PruneThreshold))
        {
            Assert.That(completed.ValueOf(option) is not null, Is.EqualTo(option.IsUsedBy(name)), option.Name);
        }

        Assert.That(
            completed[MethodOptions.PruneThreshold], Is.EqualTo(0.25), "no method has a default for it, any keeps it");
        Assert.That(completed.Completed(), Is.EqualTo(completed));
        Assert.That(completed.ToMethod().Name, Is.EqualTo(name));
    }

    [Test]
    public void Options_have_names_of_their_own_and_defaults_that_their_rule_allows()
    {
        Assert.That(MethodOptions.All.Select(option => option.Name), Is.Unique);
        Assert.That(MethodOptions.All.Select(option => option.Key), Is.Unique);
        foreach (var option in MethodOptions.All)
        {
            Assert.That(option.Description, Is.Not.Empty);
            string text = FormattableString.Invariant($"{option.Fallback ?? 0.5}");
            Assert.That(option.TryParse(text, out object? value), $"{option} {text}");
            Assert.That(value, Is.EqualTo(option.Fallback ?? 0.5));
            Assert.That(option.TryParse("nonsense", out _), Is.False, option.Name);
        }
    }

    [Test]
    public void Equal_are_methods_with_equal_options()
    {
        var method = MethodConfig.Of(MethodNames.SparseTopology, sparsity: 0.5);
        Assert.That(method.With(MethodOptions.PruneRate, 0.7), Is.EqualTo(method));
        Assert.That(method.With(MethodOptions.PruneRate, 0.6), Is.Not.EqualTo(method));
        Assert.That(method with { Sparsity = 0.6 }, Is.Not.EqualTo(method));
    }

    /// <summary>Describes the composition of a method with options.</summary>
    private static string Composed(string name, string options = "")
    {
        string[] words = options.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var config = words.Chunk(2).Aggregate(MethodConfig.Of(name, sparsity: 0.5), (method, pair) =>
        {
            var option = MethodOptions.All.Single(option => option.Name == pair[0]);
            Assert.That(option.TryParse(pair[1], out object? value));
            return method.With(option, value);
        });
        var composed = config.ToMethod();
        TopologyRule rule = composed.Topology!;
        double[] rates =
            [.. new[] { 0, TotalSteps / 2, TotalSteps }.Select(step => rule.Rate.RateAt(step, TotalSteps))];
        return FormattableString.Invariant(
            $"init {composed.Initializer!.Name}, pruning {rule.Pruning.Name}, amount {rule.Amount.Name}, ")
            + FormattableString.Invariant($"schedule {rule.Rate.Name} {rates[0]:F4} {rates[1]:F4} {rates[2]:F4}, ")
            + (rule.Interval.IsDueAfterEpoch
                ? "every epoch, "
                : FormattableString.Invariant($"every {rule.Interval.Steps}, "))
            + FormattableString.Invariant(
                $"growth {rule.Regrowth.Name}, value {rule.NewValue}, survivors {rule.Survivors}, ")
            + FormattableString.Invariant($"redistribution {rule.Redistribution.Name}, reset {rule.ResetsOptimizer}");
    }
}
