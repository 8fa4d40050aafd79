using StRnn.Sparsity;
using StRnn.Sparsity.Pruning;
using StRnn.Sparsity.Redistribution;
using StRnn.Sparsity.Regrowth;
using StRnn.Sparsity.Schedules;
using StRnn.Sparsity.Topology;

namespace StRnn.Experiments.Methods;

/// <summary>The words that configurations use for the parts of a method.</summary>
internal static class NamedParts
{
    public const string Magnitude = "magnitude";
    public const string SetPruning = "set";
    public const string FaultySetPruning = "set-faulty";
    public const string ThresholdPruning = "threshold";
    public const string Cosine = "cosine";
    public const string CosineToZero = "cosine-to-zero";
    public const string Constant = "constant";
    public const string Linear = "linear";
    public const string RandomGrowth = "random";
    public const string GradientGrowth = "gradient";
    public const string SampledGradientGrowth = "sampled-gradient";
    public const string MomentumGrowth = "momentum";
    public const string UnexploredGrowth = "unexplored";
    public const string Zero = "zero";
    public const string Normal = "normal";
    public const string Initial = "initial";
    public const string NoRedistribution = "none";
    public const string Proportional = "proportional";
    public const string ByMomentum = "momentum";
    public const string KeepsValue = "keeps";
    public const string Restarts = "restarts";
    public const string PerTensor = "tensor";
    public const string Global = "global";
    public const string Uniform = "uniform";
    public const string ErdosRenyi = "er";
    public const string AsPublished = "as-published";
    public const string Widened = "widened";
    public const string EveryEpoch = "epoch";

    public static readonly string[] Prunings = [Magnitude, SetPruning, FaultySetPruning, ThresholdPruning];
    public static readonly string[] Schedules = [Cosine, CosineToZero, Constant, Linear];
    public static readonly string[] Growths =
        [RandomGrowth, GradientGrowth, SampledGradientGrowth, MomentumGrowth, UnexploredGrowth];
    public static readonly string[] NewValues = [Zero, Normal, Initial];
    public static readonly string[] SurvivorPolicies = [KeepsValue, Restarts, "excluded"];
    public static readonly string[] Redistributions = [NoRedistribution, Proportional, ByMomentum];

    public static IPruningRule Pruning(string name) => name switch
    {
        Magnitude or ThresholdPruning => new MagnitudePruning(),
        SetPruning => new SetPruning(),
        FaultySetPruning => StRnn.Sparsity.Pruning.SetPruning.Faulty,
        _ => throw Unknown("pruning rule", name, Prunings),
    };

    public static IPruningRateSchedule Schedule(string name, double rate, double finalRate) => name switch
    {
        Cosine => new CosinePruningRate(rate, finalRate),
        CosineToZero => new CosinePruningRate(rate, finalRate: 0),
        Constant => new ConstantPruningRate(rate),
        Linear => new LinearPruningRate(rate),
        _ => throw Unknown("schedule", name, Schedules),
    };

    public static IRegrowthRule Growth(string name) => name switch
    {
        RandomGrowth => new RandomRegrowth(),
        GradientGrowth => ScoreRegrowth.ByGradient,
        SampledGradientGrowth => new SampledGradientRegrowth(),
        MomentumGrowth => ScoreRegrowth.ByMomentum,
        UnexploredGrowth => new UnexploredRegrowth(),
        _ => throw Unknown("growth", name, Growths),
    };

    public static NewConnectionValue NewValue(string name) => name switch
    {
        Zero => NewConnectionValue.Zero,
        Normal => NewConnectionValue.Normal,
        Initial => NewConnectionValue.Initial,
        _ => throw Unknown("new value", name, NewValues),
    };

    public static SurvivorPolicy Survivors(string name) => Array.IndexOf(SurvivorPolicies, name) switch
    {
        0 => SurvivorPolicy.KeepsValue,
        1 => SurvivorPolicy.Restarts,
        2 => SurvivorPolicy.Excluded,
        _ => throw Unknown("survivor policy", name, SurvivorPolicies),
    };

    public static IRedistributionRule Redistribution(string name) => name switch
    {
        NoRedistribution => new NoRedistribution(),
        Proportional => new ProportionalRedistribution(),
        ByMomentum => new MomentumRedistribution(),
        _ => throw Unknown("redistribution", name, Redistributions),
    };

    private static FormatException Unknown(string what, string name, string[] names)
        => new($"there is no {what} '{name}'; use {string.Join(", ", names)}.");
}
