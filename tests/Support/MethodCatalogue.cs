using StRnn.Sparsity;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Pruning;
using StRnn.Sparsity.Redistribution;
using StRnn.Sparsity.Regrowth;
using StRnn.Sparsity.Schedules;
using StRnn.Sparsity.Topology;

namespace StRnn.Tests.Support;

/// <summary>Every method of sparse training, and compositions with the parts that no method has by default.</summary>
internal static class MethodCatalogue
{
    private static readonly UniformInitializer Half = new(0.5);

    private static readonly SparseTrainingMethod[] Methods =
    [
        SparseTrainingMethod.Dense,
        SparseTrainingMethod.Static(Half),
        SparseTrainingMethod.SparseTopology(Half, 0.4),
        SparseTrainingMethod.SparseTopology(ErdosRenyiInitializer.FromDensity(0.5), 0.4) with { Name = "st-er" },
        SparseTrainingMethod.Set(Half, 0.3),
        FaultySet(),
        SparseTrainingMethod.RigL(Half, 0.4, new UpdateInterval(4)),
        SparseTrainingMethod.RigL(Half, 0.4, UpdateInterval.EveryEpoch, endFraction: 1)
            with { Name = "rigl-per-epoch" },
        SparseTrainingMethod.ConstantFanIn(Half, 0.4, new UpdateInterval(4)),
        SparseTrainingMethod.GradualRegeneration(
            new UniformInitializer(0.8), Half, 0.4, new UpdateInterval(3), endFraction: 0.6),
        SparseTrainingMethod.GuidedExploration(Half, 0.4, new UpdateInterval(4), endFraction: 1),
        SparseTrainingMethod.SparseMomentum(Half, 0.4),
        SparseTrainingMethod.GradualMagnitudePruning(Half, new UpdateInterval(3), 0.6),
        SparseTrainingMethod.SingleShot(Half),
        SparseTrainingMethod.DynamicReparameterization(Half, 0.2, new UpdateInterval(2, Stretches: true)),
        SparseTrainingMethod.DeepRewiring(Half, new WeightNoise(1e-3), new UpdateInterval(1)),
        With("st-momentum-redistribution", rule => rule with { Redistribution = new MomentumRedistribution() }),
        With(
            "st-unexplored",
            rule => rule with { Regrowth = new UnexploredRegrowth(), NewValue = NewConnectionValue.Normal }),
        With(
            "st-gradient", rule => rule with { Regrowth = ScoreRegrowth.ByGradient, Interval = new UpdateInterval(3) }),
        With(
            "st-reset",
            rule => rule with
            {
                ResetsOptimizer = true,
                NewValue = NewConnectionValue.Initial,
                Rate = new LinearPruningRate(0.5),
            }),
        With("st-threshold", rule => rule with { Amount = new BelowThreshold(0.05) }),
    ];

    public static IEnumerable<string> Names => Methods.Select(method => method.Name);

    public static SparseTrainingMethod Get(string name) => Methods.Single(method => method.Name == name);

    private static SparseTrainingMethod FaultySet()
    {
        var method = SparseTrainingMethod.Set(Half, 0.3);
        return method with { Name = "set-faulty", Topology = method.Topology! with { Pruning = SetPruning.Faulty } };
    }

    private static SparseTrainingMethod With(string name, Func<TopologyRule, TopologyRule> change)
    {
        var method = SparseTrainingMethod.SparseTopology(Half, 0.4);
        return method with { Name = name, Topology = change(method.Topology!) };
    }
}
