using System.Globalization;
using StRnn.Sparsity;
using StRnn.Sparsity.Pruning;
using StRnn.Sparsity.Schedules;
using StRnn.Sparsity.Structures;
using StRnn.Sparsity.Topology;

using static StRnn.Experiments.Methods.MethodNames;

namespace StRnn.Experiments.Methods;

/// <summary>
/// The options of the sparse methods. From its declaration here an option is stored, read and offered on the command
/// line; their order is that of <c>config.json</c>. One with a part for <c>apply</c> is put into the method's rule from
/// it too, so the declaration is all that it needs.
/// </summary>
/// <remarks>
/// The others are read by name: <see cref="Init"/> and the numbers of the pruning rate's schedule in
/// <see cref="MethodConfig"/>, <see cref="PruneThreshold"/> below with <see cref="Pruning"/>, <see cref="InitScale"/>
/// where a run draws its first weights, and those of one method, such as <see cref="Temperature"/> or
/// <see cref="SnipScope"/>, in its entry of <see cref="MethodCatalog"/>. The keys <c>threshold</c> and
/// <c>end_fraction</c> are older than the names of their options, and stay for the configurations that have them.
/// </remarks>
public static class MethodOptions
{
    internal const double DefaultPruneRate = 0.7;

    private const double DefaultLambda = GroupLasso.PublishedLambda / MethodCatalog.PublishedLassoSteps;

    // Filled by the declarations below, which run in their textual order.
    private static readonly List<MethodOption> Declared = [];

    /// <summary>Gets the rule by which connections are distributed over a matrix.</summary>
    public static MethodOption<string> Init { get; } = Choice(
        "init",
        NamedParts.Uniform,
        [NamedParts.Uniform, NamedParts.ErdosRenyi],
        Sparse,
        "Connections per matrix: the same density for all (uniform), or Erdos-Renyi (er)");

    /// <summary>Gets the initial range of sparse matrices.</summary>
    public static MethodOption<string> InitScale { get; } = Choice(
        "init-scale",
        NamedParts.AsPublished,
        [NamedParts.AsPublished, NamedParts.Widened],
        SparseFromTheStart,
        "Initial range of sparse matrices: that of the dense model (default), or widened by 1/sqrt(density)");

    /// <summary>Gets p_0, the share of connections that change at the first update.</summary>
    public static MethodOption<double> PruneRate { get; } = Number(
        "prune-rate",
        DefaultPruneRate,
        value => value is >= 0 and <= 1,
        "from 0 to 1",
        [
            .. PruneAndRegrow, RigL, ConstantFanIn, GuidedExploration, SparseMomentum, GradualRegeneration,
            Reparameterization,
        ],
        "Share of connections that change at the first update");

    /// <summary>Gets p_min of the cosine decay.</summary>
    public static MethodOption<double> PruneRateFinal { get; } = Number(
        "prune-rate-final",
        CosinePruningRate.PublishedFinalRate,
        value => value is >= 0 and <= 1,
        "from 0 to 1",
        [.. PruneAndRegrow, SparseMomentum],
        "Share of connections that change at the end of the cosine",
        isConfigurationOnly: true);

    /// <summary>Gets the schedule of the pruning rate.</summary>
    public static MethodOption<string> PruneSchedule { get; } = Choice(
        "prune-schedule",
        NamedParts.Cosine,
        NamedParts.Schedules,
        [.. PruneAndRegrow, SparseMomentum],
        "How the rate falls: a cosine to 0.005 (default of st) or to 0, constant (of set), linear to 0",
        (rule, word, method) => rule with { Rate = method.ToRate(word) });

    /// <summary>Gets the rule that chooses which connections go.</summary>
    public static MethodOption<string> Pruning { get; } = Choice(
        "pruning",
        NamedParts.Magnitude,
        NamedParts.Prunings,
        PruneAndRegrow,
        "Which connections go: the smallest (default of st), SET's, the faulty SET's, or all below the prune threshold",
        (rule, word, method) => rule with
        {
            Pruning = NamedParts.Pruning(word),
            Amount = word == NamedParts.ThresholdPruning
                ? new BelowThreshold(method.Require(PruneThreshold!))
                : rule.Amount,
        });

    /// <summary>Gets the magnitude below which pruning by threshold removes, or which group lasso sets to 0.</summary>
    public static MethodOption<double> PruneThreshold { get; } = Number(
        "prune-threshold",
        fallback: null,
        value => value > 0,
        "above 0",
        usedBy: null,
        "|w| below which pruning by threshold removes, and iss sets to 0 (default 1e-4, of an RHN 4e-4)",
        key: "threshold");

    /// <summary>Gets the time between two updates: <c>epoch</c>, or a number of steps.</summary>
    public static MethodOption<string> UpdateEvery { get; } = WordOrCount(
        "update-every",
        NamedParts.EveryEpoch,
        minimum: 1,
        [
            .. PruneAndRegrow, RigL, ConstantFanIn, GuidedExploration, SparseMomentum, GradualPruning,
            GradualRegeneration, Reparameterization, DeepRewiring,
        ],
        "Steps between two topology updates, or once per epoch (default: the method's)",
        (rule, _, method) => rule with { Interval = method.ToInterval(rule.Interval.Stretches) });

    /// <summary>Gets the share of the run after which the topology no longer changes.</summary>
    public static MethodOption<double> UpdateUntil { get; } = Number(
        "update-until",
        fallback: 1.0,
        value => value is > 0 and <= 1,
        "above 0 and at most 1",
        [.. PruneAndRegrow, RigL, ConstantFanIn, GuidedExploration, GradualPruning, GradualRegeneration],
        "Share of the run after which the topology stays (default: the method's)",
        key: "end_fraction");

    /// <summary>Gets the share of the run before which gradual pruning removes nothing.</summary>
    public static MethodOption<double> PruneFrom { get; } = Number(
        "prune-from",
        fallback: 0.0,
        value => value is >= 0 and < 1,
        "at least 0 and below 1",
        [GradualPruning],
        "Share of the run that gmp trains dense first (default 0; 0.25 was near the best in arXiv 2501.12486)",
        isLeftOutWhereUnused: true);

    /// <summary>Gets the share of connections that do not exist at the start of GraNet.</summary>
    public static MethodOption<double> StartSparsity { get; } = Number(
        "start-sparsity",
        fallback: 0.5,
        value => value is > 0 and < 1,
        "above 0 and below 1",
        [GradualRegeneration],
        "Share of connections that granet begins without (default 0.5)",
        isLeftOutWhereUnused: true);

    /// <summary>Gets the connections that SNIP ranks together: of a tensor, or of all.</summary>
    public static MethodOption<string> SnipScope { get; } = Choice(
        "snip-scope",
        NamedParts.PerTensor,
        [NamedParts.PerTensor, NamedParts.Global],
        [SingleShot],
        "Connections that snip ranks together: of each tensor (default), or of all, as published, which removes most "
        + "of an embedding",
        isLeftOutWhereUnused: true);

    /// <summary>Gets the rule that chooses where connections come.</summary>
    public static MethodOption<string> Growth { get; } = Choice(
        "growth",
        NamedParts.RandomGrowth,
        NamedParts.Growths,
        PruneAndRegrow,
        "Where connections come: at random (default), where the gradient or the momentum is largest, where the "
        + "gradient is largest among positions drawn at random, or at random where none ever was",
        (rule, word, _) => rule with { Regrowth = NamedParts.Growth(word) });

    /// <summary>Gets the rule for the first value of a new connection.</summary>
    public static MethodOption<string> NewValue { get; } = Choice(
        "new-value",
        NamedParts.Zero,
        NamedParts.NewValues,
        [.. PruneAndRegrow, RigL, ConstantFanIn, GuidedExploration, Reparameterization, DeepRewiring],
        "What new connections begin with: 0 (default), N(0, 0.1^2), or the initial range",
        (rule, word, _) => rule with { NewValue = NamedParts.NewValue(word) });

    /// <summary>Gets the policy for connections that are pruned and regrown in the same update.</summary>
    public static MethodOption<string> Survivor { get; } = Choice(
        "survivor",
        NamedParts.KeepsValue,
        NamedParts.SurvivorPolicies,
        PruneAndRegrow,
        "Policy for connections pruned and regrown in the same update (default keeps)",
        (rule, word, _) => rule with { Survivors = NamedParts.Survivors(word) });

    /// <summary>Gets the rule by which tensors exchange connections.</summary>
    public static MethodOption<string> Redistribution { get; } = Choice(
        "redistribution",
        NamedParts.NoRedistribution,
        NamedParts.Redistributions,
        [.. PruneAndRegrow, RigL, GuidedExploration, SparseMomentum, Reparameterization, DeepRewiring],
        "Redistribute connections across tensors: none (default of most), "
        + "in proportion to what is left in each, or to its mean momentum",
        (rule, word, _) => rule with { Redistribution = NamedParts.Redistribution(word) });

    /// <summary>Gets a value indicating whether an update resets all optimiser state.</summary>
    public static MethodOption<bool> ResetOptimizer { get; } = Switch(
        "reset-optimizer",
        fallback: false,
        [.. PruneAndRegrow, RigL, ConstantFanIn, GuidedExploration],
        "Whether an update resets all optimiser state; by default only new connections begin at 0",
        (rule, value, _) => rule with { ResetsOptimizer = value });

    /// <summary>Gets DeepR's temperature at the first step.</summary>
    public static MethodOption<double> Temperature { get; } = Number(
        "temperature",
        WeightNoise.PublishedTemperature,
        value => value > 0,
        "above 0",
        [DeepRewiring],
        "DeepR's temperature at the first step, which falls in four parts of the run (default 1e-5)");

    /// <summary>Gets DeepR's L1 drift.</summary>
    public static MethodOption<double> Drift { get; } = Number(
        "drift", fallback: 0.0, value => value >= 0, "at least 0", [DeepRewiring], "DeepR's L1 drift (default 0)");

    /// <summary>Gets the weight of the group lasso, on the mean loss.</summary>
    public static MethodOption<double> Lambda { get; } = Number(
        "lambda",
        DefaultLambda,
        value => value > 0,
        "above 0",
        [IntrinsicStructures],
        "Weight of the group lasso of iss, on the mean loss (default 7e-5, of an RHN 1.4e-4)");

    /// <summary>Gets all options.</summary>
    public static IReadOnlyList<MethodOption> All => Declared;

    private static MethodOption<double> Number(
        string name,
        double? fallback,
        Func<double, bool> isValid,
        string rule,
        string[]? usedBy,
        string description,
        string? key = null,
        bool isConfigurationOnly = false,
        bool isLeftOutWhereUnused = false)
        => Declare(new MethodOption<double>(
            name,
            fallback,
            (string text, out double value)
                => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
                    && double.IsFinite(value)
                    && isValid(value))
        {
            Key = key ?? MethodOption.KeyOf(name),
            Description = description,
            Form = "X",
            Rule = rule,
            UsedBy = usedBy,
            IsConfigurationOnly = isConfigurationOnly,
            IsLeftOutWhereUnused = isLeftOutWhereUnused,
        });

    private static MethodOption<string> Choice(
        string name,
        string fallback,
        string[] words,
        string[] usedBy,
        string description,
        Func<TopologyRule, string, MethodConfig, TopologyRule>? apply = null,
        bool isLeftOutWhereUnused = false)
        => Declare(new MethodOption<string>(
            name,
            fallback,
            (string text, out string value) => (value = Find(words, text)!) is not null,
            apply)
        {
            Description = description,
            Form = string.Join('|', words),
            Rule = $"one of {string.Join(", ", words)}",
            UsedBy = usedBy,
            IsLeftOutWhereUnused = isLeftOutWhereUnused,
        });

    private static MethodOption<string> WordOrCount(
        string name,
        string word,
        int minimum,
        string[] usedBy,
        string description,
        Func<TopologyRule, string, MethodConfig, TopologyRule> apply)
        => Declare(new MethodOption<string>(
            name,
            word,
            (string text, out string value) => (value = Find([word], text) ?? Count(text, minimum)!) is not null,
            apply)
        {
            Description = description,
            Form = $"{word}|N",
            Rule = $"'{word}' or a whole number of at least {minimum}",
            UsedBy = usedBy,
        });

    private static MethodOption<bool> Switch(
        string name,
        bool fallback,
        string[] usedBy,
        string description,
        Func<TopologyRule, bool, MethodConfig, TopologyRule> apply)
        => Declare(new MethodOption<bool>(name, fallback, bool.TryParse, apply)
        {
            Description = description,
            Form = "true|false",
            Rule = "true or false",
            UsedBy = usedBy,
        });

    private static string? Find(string[] words, string text)
        => words.FirstOrDefault(word => string.Equals(word, text, StringComparison.OrdinalIgnoreCase));

    private static string? Count(string text, int minimum)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count >= minimum
            ? count.ToString(CultureInfo.InvariantCulture)
            : null;

    private static T Declare<T>(T option)
        where T : MethodOption
    {
        Declared.Add(option);
        return option;
    }
}
