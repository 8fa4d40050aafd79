using StRnn.Sparsity;
using StRnn.Sparsity.Pruning;
using StRnn.Sparsity.Structures;
using StRnn.Sparsity.Topology;

namespace StRnn.Experiments.Methods;

/// <summary>The methods by name, each with its published defaults.</summary>
public static class MethodCatalog
{
    // Published for the loss summed over so many steps; the loss here is their mean.
    internal const int PublishedLassoSteps = 35;
    internal const double RhnLambda = 0.005 / PublishedLassoSteps;
    internal const double RhnThreshold = 4e-4;

    private const double SetRate = 0.3;
    private const double RigLRate = 0.3;
    private const double GuidedRate = 0.2;
    private const double MomentumRate = 0.5;

    // 400,000 of 5.1 million connections an update (Mostafa and Wang 2019, ResNet-50 at sparsity 0.8).
    private const double ReparameterizationRate = 0.078;
    private const string HundredSteps = "100";
    private const string ThousandSteps = "1000";
    private const string EveryStep = "1";

    /// <summary>Gets all methods.</summary>
    public static IReadOnlyList<MethodEntry> All { get; } =
    [
        new(
            "ST-RNN: the smallest weights go, random ones come, once per epoch (Liu et al. 2021)",
            DefaultsOf(MethodNames.SparseTopology),
            config => config.Apply(SparseTrainingMethod.SparseTopology(
                config.ToInitializer()!, config.Require(MethodOptions.PruneRate)))),
        new(
            "a random pattern that never changes",
            DefaultsOf(MethodNames.Static),
            config => SparseTrainingMethod.Static(config.ToInitializer()!)),
        new("no sparsity", DefaultsOf(MethodNames.Dense), _ => SparseTrainingMethod.Dense),
        new(
            "a dense model of a width that has as many weights as the sparse one, or as a budget says",
            DefaultsOf(MethodNames.SmallDense),
            _ => SparseTrainingMethod.Dense with { Name = MethodNames.SmallDense }),
        new(
            "SET: the smallest positive and the largest negative weights go, at a constant rate (Mocanu et al. 2018)",
            SetDefaults(MethodNames.Set, NamedParts.SetPruning).With(MethodOptions.Survivor, NamedParts.Restarts),
            ComposeSet),
        new(
            "the faulty SET of a public program, which removes the most negative weights; for reproduction only",
            SetDefaults(MethodNames.FaultySet, NamedParts.FaultySetPruning),
            config => ComposeSet(config) with { Name = MethodNames.FaultySet }),
        new(
            "RigL: connections come where the gradient is largest, every 100 steps until 0.75 of the run "
            + "(Evci et al. 2020)",
            DefaultsOf(MethodNames.RigL)
                .With(MethodOptions.Init, NamedParts.ErdosRenyi)
                .With(MethodOptions.PruneRate, RigLRate)
                .With(MethodOptions.UpdateEvery, HundredSteps)
                .With(MethodOptions.UpdateUntil, SparseTrainingMethod.RigLEndFraction),
            config => config.Apply(SparseTrainingMethod.RigL(
                config.ToInitializer()!,
                config.Require(MethodOptions.PruneRate),
                config.ToInterval(),
                config.Require(MethodOptions.UpdateUntil)))),
        new(
            "SRigL: as RigL, with as many connections in every row of a matrix (Lasby et al. 2023)",
            DefaultsOf(MethodNames.ConstantFanIn)
                .With(MethodOptions.Init, NamedParts.ErdosRenyi)
                .With(MethodOptions.PruneRate, RigLRate)
                .With(MethodOptions.UpdateEvery, HundredSteps)
                .With(MethodOptions.UpdateUntil, SparseTrainingMethod.RigLEndFraction),
            config => config.Apply(SparseTrainingMethod.ConstantFanIn(
                config.ToInitializer()!,
                config.Require(MethodOptions.PruneRate),
                config.ToInterval(),
                config.Require(MethodOptions.UpdateUntil)))),
        new(
            "GSE: connections come where the gradient is largest among positions drawn at random, every 1000 steps "
            + "until 0.6 of the run; never a dense gradient (Heddes et al. 2024)",
            DefaultsOf(MethodNames.GuidedExploration)
                .With(MethodOptions.Init, NamedParts.ErdosRenyi)
                .With(MethodOptions.PruneRate, GuidedRate)
                .With(MethodOptions.UpdateEvery, ThousandSteps)
                .With(MethodOptions.UpdateUntil, SparseTrainingMethod.GuidedEndFraction),
            config => config.Apply(SparseTrainingMethod.GuidedExploration(
                config.ToInitializer()!,
                config.Require(MethodOptions.PruneRate),
                config.ToInterval(),
                config.Require(MethodOptions.UpdateUntil)))),
        new(
            "sparse momentum: grows and redistributes by momentum; keeps a dense one (Dettmers and Zettlemoyer 2019)",
            DefaultsOf(MethodNames.SparseMomentum)
                .With(MethodOptions.PruneRate, MomentumRate)
                .With(MethodOptions.Redistribution, NamedParts.ByMomentum),
            config => config.Apply(SparseTrainingMethod.SparseMomentum(
                config.ToInitializer()!, config.Require(MethodOptions.PruneRate)))),
        new(
            "gradual magnitude pruning, dense at first (Zhu and Gupta 2017)",
            DefaultsOf(MethodNames.GradualPruning).With(MethodOptions.UpdateUntil, CubicDensity.DefaultEndFraction),
            ComposeGradualPruning),
        new(
            "GraNet: sparse from the start and ever sparser until half of the run; connections come where the gradient "
            + "is largest, every 1000 steps (Liu et al. 2021)",
            DefaultsOf(MethodNames.GradualRegeneration)
                .With(MethodOptions.Init, NamedParts.ErdosRenyi)
                .With(MethodOptions.PruneRate, MomentumRate)
                .With(MethodOptions.UpdateEvery, ThousandSteps)
                .With(MethodOptions.UpdateUntil, SparseTrainingMethod.GradualEndFraction),
            ComposeGradualRegeneration),
        new(
            "SNIP: a dense model's first batch chooses the connections (Lee et al. 2019); for recurrent networks often "
            + "worse than chance",
            DefaultsOf(MethodNames.SingleShot),
            config => SparseTrainingMethod.SingleShot(
                config.ToInitializer()!, config[MethodOptions.SnipScope] == NamedParts.Global)),
        new(
            "DSR: one adaptive threshold for all tensors, regrowth in proportion to what is left "
            + "(Mostafa and Wang 2019)",
            DefaultsOf(MethodNames.Reparameterization)
                .With(MethodOptions.PruneRate, ReparameterizationRate)
                .With(MethodOptions.UpdateEvery, HundredSteps)
                .With(MethodOptions.Redistribution, NamedParts.Proportional),
            config => config.Apply(SparseTrainingMethod.DynamicReparameterization(
                config.ToInitializer()!, config.Require(MethodOptions.PruneRate), config.ToInterval(stretches: true)))),
        new(
            "DeepR: noise on the weights; one that changes sign goes, a random one comes, every step "
            + "(Bellec et al. 2018)",
            DefaultsOf(MethodNames.DeepRewiring).With(MethodOptions.UpdateEvery, EveryStep),
            ComposeDeepRewiring),
        new(
            "intrinsic sparse structures: dense, group lasso on hidden units; extraction makes the smaller model "
            + "(Wen et al. 2018)",
            DefaultsOf(MethodNames.IntrinsicStructures),
            config => SparseTrainingMethod.IntrinsicStructures(new GroupLasso(
                config.Require(MethodOptions.Lambda),
                config[MethodOptions.PruneThreshold] ?? GroupLasso.PublishedThreshold))),
    ];

    /// <summary>Gets the names of all methods.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(method => method.Name)];

    /// <summary>Returns a method.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="FormatException">There is no such method.</exception>
    public static MethodEntry Get(string name)
        => All.FirstOrDefault(method => method.Name == name)
            ?? throw new FormatException($"there is no method '{name}'; use {string.Join(", ", Names)}.");

    private static MethodConfig DefaultsOf(string name) => MethodOptions.All
        .Where(option => option.IsUsedBy(name))
        .Aggregate(new MethodConfig { Name = name }, (config, option) => config.With(option, option.Fallback));

    private static MethodConfig SetDefaults(string name, string pruning) => DefaultsOf(name)
        .With(MethodOptions.Init, NamedParts.ErdosRenyi)
        .With(MethodOptions.PruneRate, SetRate)
        .With(MethodOptions.PruneSchedule, NamedParts.Constant)
        .With(MethodOptions.Pruning, pruning);

    private static SparseTrainingMethod ComposeSet(MethodConfig config) => config.Apply(SparseTrainingMethod.Set(
        config.ToInitializer()!, config.Require(MethodOptions.PruneRate)));

    private static SparseTrainingMethod ComposeGradualPruning(MethodConfig config)
    {
        double begin = config.Require(MethodOptions.PruneFrom);
        double end = config.Require(MethodOptions.UpdateUntil);
        return begin < end
            ? SparseTrainingMethod.GradualMagnitudePruning(config.ToInitializer()!, config.ToInterval(), end, begin)
            : throw new FormatException(FormattableString.Invariant(
                $"{MethodOptions.PruneFrom} {begin} is not below {MethodOptions.UpdateUntil} {end}."));
    }

    private static SparseTrainingMethod ComposeGradualRegeneration(MethodConfig config)
    {
        double start = config.Require(MethodOptions.StartSparsity);
        if (config.Sparsity < start)
        {
            throw new FormatException(FormattableString.Invariant(
                $"{MethodOptions.StartSparsity} {start} is above the sparsity {config.Sparsity}: it must rise."));
        }

        return config.Apply(SparseTrainingMethod.GradualRegeneration(
            (config with { Sparsity = start, Epsilon = null }).ToInitializer()!,
            config.ToInitializer()!,
            config.Require(MethodOptions.PruneRate),
            config.ToInterval(),
            config.Require(MethodOptions.UpdateUntil)));
    }

    private static SparseTrainingMethod ComposeDeepRewiring(MethodConfig config)
        => config.Apply(SparseTrainingMethod.DeepRewiring(
            config.ToInitializer()!,
            new WeightNoise(config.Require(MethodOptions.Temperature), config.Require(MethodOptions.Drift)),
            config.ToInterval()));
}
