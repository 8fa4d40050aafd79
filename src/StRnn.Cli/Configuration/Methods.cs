using StRnn.Sparsity;
using StRnn.Sparsity.Pruning;
using StRnn.Sparsity.Schedules;
using StRnn.Sparsity.Structures;
using StRnn.Sparsity.Topology;

namespace StRnn.Cli.Configuration;

/// <summary>Every method that <c>--method</c> knows, with the published defaults.</summary>
internal static class Methods
{
    public const string SparseTopology = "st";
    public const string Static = "static";
    public const string Dense = "dense";
    public const string SmallDense = "small-dense";
    public const string Set = "set";
    public const string FaultySet = "set-faulty";
    public const string RigL = "rigl";
    public const string SparseMomentum = "snfs";
    public const string GradualPruning = "gmp";
    public const string SingleShot = "snip";
    public const string Reparameterization = "dsr";
    public const string DeepRewiring = "deepr";
    public const string IntrinsicStructures = "iss";

    // Published for the loss summed over so many steps; the loss here is their mean.
    public const int PublishedLassoSteps = 35;
    public const double RhnLambda = 0.005 / PublishedLassoSteps;
    public const double RhnThreshold = 4e-4;

    private const double DefaultLambda = GroupLasso.PublishedLambda / PublishedLassoSteps;

    private const double SetRate = 0.3;
    private const double RigLRate = 0.3;
    private const double MomentumRate = 0.5;
    private const double ReparameterizationRate = 0.01;
    private const string HundredSteps = "100";
    private const string EveryStep = "1";

    public static IReadOnlyList<MethodEntry> All { get; } =
    [
        new(
            "ST-RNN: the smallest weights go, random ones come, once per epoch (Liu et al. 2021)",
            IsSparse: true,
            PruneAndRegrow(SparseTopology),
            config => config.WithParts(SparseTrainingMethod.SparseTopology(config.ToInitializer()!, config.PruneRate!.Value))),
        new(
            "a random pattern that never changes",
            IsSparse: true,
            Pattern(Static),
            config => SparseTrainingMethod.Static(config.ToInitializer()!)),
        new("no sparsity", IsSparse: false, new MethodConfig { Name = Dense }, _ => SparseTrainingMethod.Dense),
        new(
            "a dense model of a width that has as many weights as the sparse one, or --budget",
            IsSparse: false,
            new MethodConfig { Name = SmallDense },
            _ => SparseTrainingMethod.Dense with { Name = SmallDense }),
        new(
            "SET: the smallest positive and the largest negative weights go, at a constant rate (Mocanu et al. 2018)",
            IsSparse: true,
            SetDefaults(Set, PartNames.SetPruning),
            config => config.WithParts(SparseTrainingMethod.Set(config.ToInitializer()!, config.PruneRate!.Value))),
        new(
            "the faulty SET of a public program, which removes the most negative weights; for reproduction only",
            IsSparse: true,
            SetDefaults(FaultySet, PartNames.FaultySetPruning),
            config => config.WithParts(SparseTrainingMethod.Set(config.ToInitializer()!, config.PruneRate!.Value)) with { Name = FaultySet }),
        new(
            "RigL: connections come where the gradient is largest, every 100 steps until 0.75 of the run (Evci et al. 2020)",
            IsSparse: true,
            Pattern(RigL) with
            {
                PruneRate = RigLRate,
                UpdateEvery = HundredSteps,
                EndFraction = SparseTrainingMethod.RigLEndFraction,
                NewValue = PartNames.Zero,
                Redistribution = PartNames.NoRedistribution,
                ResetOptimizer = false,
            },
            config => config.WithParts(SparseTrainingMethod.RigL(
                config.ToInitializer()!, config.PruneRate!.Value, config.ToInterval(), config.EndFraction!.Value))),
        new(
            "sparse momentum: grows and shares out by momentum; keeps a dense one (Dettmers and Zettlemoyer 2019)",
            IsSparse: true,
            Pattern(SparseMomentum) with
            {
                PruneRate = MomentumRate,
                PruneRateFinal = CosinePruningRate.PublishedFinalRate,
                PruneSchedule = PartNames.Cosine,
                UpdateEvery = MethodConfig.EveryEpoch,
                Redistribution = PartNames.ByMomentum,
            },
            config => config.WithParts(SparseTrainingMethod.SparseMomentum(config.ToInitializer()!, config.PruneRate!.Value))),
        new(
            "gradual magnitude pruning, dense at first (Zhu and Gupta 2017)",
            IsSparse: true,
            new MethodConfig
            {
                Name = GradualPruning,
                Init = MethodConfig.Uniform,
                UpdateEvery = MethodConfig.EveryEpoch,
                EndFraction = CubicDensity.DefaultEndFraction,
            },
            config => SparseTrainingMethod.GradualMagnitudePruning(config.ToInitializer()!, config.ToInterval(), config.EndFraction!.Value)),
        new(
            "SNIP: a dense model's first batch chooses the connections (Lee et al. 2019)",
            IsSparse: true,
            new MethodConfig { Name = SingleShot, Init = MethodConfig.Uniform },
            config => SparseTrainingMethod.SingleShot(config.ToInitializer()!)),
        new(
            "DSR: one adaptive threshold for all tensors, regrowth in proportion to what is left (Mostafa and Wang 2019)",
            IsSparse: true,
            Pattern(Reparameterization) with
            {
                PruneRate = ReparameterizationRate,
                UpdateEvery = HundredSteps,
                NewValue = PartNames.Zero,
                Redistribution = PartNames.Proportional,
            },
            config => config.WithParts(SparseTrainingMethod.DynamicReparameterization(
                config.ToInitializer()!, config.PruneRate!.Value, config.ToInterval() with { Stretches = true }))),
        new(
            "DeepR: noisy gradients; a weight that changes sign goes, a random one comes, every step (Bellec et al. 2018)",
            IsSparse: true,
            Pattern(DeepRewiring) with
            {
                UpdateEvery = EveryStep,
                Temperature = GradientNoise.PublishedTemperature,
                Drift = 0,
                NewValue = PartNames.Zero,
                Redistribution = PartNames.NoRedistribution,
            },
            config => config.WithParts(SparseTrainingMethod.DeepRewiring(
                config.ToInitializer()!,
                new GradientNoise(
                    config.Temperature!.Value,
                    Math.Min(config.Temperature.Value, GradientNoise.PublishedFinalTemperature),
                    config.Drift!.Value),
                config.ToInterval()))),
        new(
            "intrinsic sparse structures: dense, group lasso on hidden units; 'strnn extract' makes the smaller model (Wen et al. 2018)",
            IsSparse: false,
            new MethodConfig { Name = IntrinsicStructures, Lambda = DefaultLambda },
            config => SparseTrainingMethod.IntrinsicStructures(
                new GroupLasso(config.Lambda!.Value, config.Threshold ?? GroupLasso.PublishedThreshold))),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(method => method.Name)];

    /// <exception cref="FormatException">There is no such method.</exception>
    public static MethodEntry Get(string name)
        => All.FirstOrDefault(method => method.Name == name)
            ?? throw new FormatException($"there is no method '{name}'; use {string.Join(", ", All.Select(method => method.Name))}.");

    private static MethodConfig Pattern(string name)
        => new() { Name = name, Init = MethodConfig.Uniform, InitScale = MethodConfig.AsPublished };

    private static MethodConfig PruneAndRegrow(string name) => Pattern(name) with
    {
        PruneRate = MethodConfig.DefaultPruneRate,
        PruneRateFinal = CosinePruningRate.PublishedFinalRate,
        PruneSchedule = PartNames.Cosine,
        Pruning = PartNames.Magnitude,
        UpdateEvery = MethodConfig.EveryEpoch,
        EndFraction = 1,
        Growth = PartNames.RandomGrowth,
        NewValue = PartNames.Zero,
        Survivor = SurvivorNames.NameOf(SurvivorPolicy.KeepsValue),
        Redistribution = PartNames.NoRedistribution,
        ResetOptimizer = false,
    };

    private static MethodConfig SetDefaults(string name, string pruning) => PruneAndRegrow(name) with
    {
        Init = MethodConfig.ErdosRenyi,
        PruneRate = SetRate,
        PruneSchedule = PartNames.Constant,
        Pruning = pruning,
    };
}
