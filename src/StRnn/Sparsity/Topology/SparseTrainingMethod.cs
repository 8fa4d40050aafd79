using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Pruning;
using StRnn.Sparsity.Redistribution;
using StRnn.Sparsity.Regrowth;
using StRnn.Sparsity.Schedules;
using StRnn.Sparsity.Structures;

namespace StRnn.Sparsity.Topology;

/// <summary>
/// A method of sparse training as a composition of rules for initialising, pruning, regrowing and redistributing
/// connections, with a rate and a schedule. A method of the literature is a choice of parts, not a class.
/// </summary>
/// <param name="Name">The name in configurations and reports.</param>
/// <param name="Initializer">
/// The rule for the initial number of connections of each tensor; null for a dense start.
/// </param>
/// <param name="Topology">The rule by which connections change; null for a fixed pattern.</param>
public sealed record SparseTrainingMethod(string Name, ISparseInitializer? Initializer, TopologyRule? Topology)
{
    /// <summary>T_end of RigL, as a share of the run.</summary>
    public const double RigLEndFraction = 0.75;

    /// <summary>The end of GraNet's pruning in its public program, as a share of the run.</summary>
    public const double GradualEndFraction = 0.5;

    /// <summary>The end of GSE's updates in its public program, as a share of the run.</summary>
    public const double GuidedEndFraction = 0.6;

    /// <summary>
    /// Gets the rule of an update in place of the very first optimiser step, after its backward pass; null for none.
    /// </summary>
    public TopologyRule? Start { get; init; }

    /// <summary>
    /// Gets the rule that changes gradients and weights in every step besides the optimiser; null for none.
    /// </summary>
    public IStepRule? StepRule { get; init; }

    /// <summary>
    /// Gets a value indicating whether every row of a sparse matrix begins with the same number of connections.
    /// </summary>
    public bool HasConstantFanIn { get; init; }

    /// <summary>Gets dense training, the baseline.</summary>
    public static SparseTrainingMethod Dense { get; } = new("dense", null, null);

    /// <summary>Creates the method whose pattern is drawn once and never changed.</summary>
    /// <param name="initializer">The rule for the number of connections of each tensor.</param>
    public static SparseTrainingMethod Static(ISparseInitializer initializer) => new("static", initializer, null);

    /// <summary>
    /// Creates ST-RNN (Liu et al. 2021): magnitude pruning and random regrowth once per epoch, at a cosine-decayed
    /// rate.
    /// </summary>
    /// <param name="initializer">The rule for the number of connections of each tensor.</param>
    /// <param name="initialPruningRate">p_0.</param>
    /// <param name="survivors">The policy for connections that are pruned and drawn again in one update.</param>
    public static SparseTrainingMethod SparseTopology(
        ISparseInitializer initializer,
        double initialPruningRate,
        SurvivorPolicy survivors = SurvivorPolicy.KeepsValue)
        => new(
            "st",
            initializer,
            new TopologyRule(
                new MagnitudePruning(),
                new RandomRegrowth(),
                new NoRedistribution(),
                new CosinePruningRate(initialPruningRate),
                UpdateInterval.EveryEpoch,
                survivors));

    /// <summary>
    /// Creates SET (Mocanu et al. 2018): the smallest positive and the largest negative weights are pruned and as many
    /// regrow at random, at a constant rate once per epoch. A connection that is pruned and drawn again starts anew, as
    /// in the authors' program.
    /// </summary>
    /// <param name="initializer">
    /// The rule for the number of connections of each tensor; Erdos-Renyi in the paper.
    /// </param>
    /// <param name="pruningRate">ζ, 0.3 in the paper.</param>
    public static SparseTrainingMethod Set(ISparseInitializer initializer, double pruningRate)
        => new(
            "set",
            initializer,
            new TopologyRule(
                new SetPruning(),
                new RandomRegrowth(),
                new NoRedistribution(),
                new ConstantPruningRate(pruningRate),
                UpdateInterval.EveryEpoch,
                SurvivorPolicy.Restarts));

    /// <summary>
    /// Creates RigL (Evci et al. 2020): the smallest magnitudes are pruned and the largest gradients regrow, at an
    /// interval of steps in place of the optimiser step, with rate α/2*(1 + cos(π*t/T_end)) until T_end.
    /// </summary>
    /// <param name="initializer">The rule for the number of connections of each tensor.</param>
    /// <param name="alpha">α, 0.3 in the paper.</param>
    /// <param name="interval">
    /// ΔT: 100 steps in the paper; once per epoch in the program of the authors of ST-RNN, which keeps the step.
    /// </param>
    /// <param name="endFraction">T_end as a share of the run.</param>
    public static SparseTrainingMethod RigL(
        ISparseInitializer initializer, double alpha, UpdateInterval interval, double endFraction = RigLEndFraction)
        => new(
            "rigl",
            initializer,
            new TopologyRule(
                new MagnitudePruning(),
                ScoreRegrowth.ByGradient,
                new NoRedistribution(),
                new EndingPruningRate(new CosinePruningRate(alpha, finalRate: 0), endFraction),
                interval,
                SurvivorPolicy.KeepsValue)
            {
                Amount = new ShareOfConnections(roundsDown: true),
                ReplacesStep = !interval.IsDueAfterEpoch,
            });

    /// <summary>
    /// Creates RigL with constant fan-in (SRigL; Lasby et al. 2023, arXiv 2305.02299): the smallest magnitudes of a
    /// matrix are pruned, and every row gets back what it lacks where its gradients are largest, so that all rows of a
    /// matrix have the same number of connections. Its ablation of whole rows is not part of it.
    /// </summary>
    /// <param name="initializer">The rule for the number of connections of each tensor.</param>
    /// <param name="alpha">α, 0.3 in the paper.</param>
    /// <param name="interval">ΔT: 100 steps in the paper.</param>
    /// <param name="endFraction">T_end as a share of the run.</param>
    public static SparseTrainingMethod ConstantFanIn(
        ISparseInitializer initializer, double alpha, UpdateInterval interval, double endFraction = RigLEndFraction)
    {
        var method = RigL(initializer, alpha, interval, endFraction);
        return method with
        {
            Name = "srigl",
            HasConstantFanIn = true,
            Topology = method.Topology! with { Regrowth = new ConstantFanInRegrowth() },
        };
    }

    /// <summary>
    /// Creates guided stochastic exploration (GSE; Heddes et al. 2024, arXiv 2401.06898): the smallest magnitudes are
    /// pruned, and of as many free positions as there are connections, drawn uniformly, those with the largest
    /// gradients regrow. No dense gradient exists.
    /// </summary>
    /// <param name="initializer">
    /// The rule for the number of connections of each tensor; Erdos-Renyi in the paper.
    /// </param>
    /// <param name="initialPruningRate">The share of connections of the first update, 0.2 in the paper.</param>
    /// <param name="interval">The interval of updates, 1000 steps in the paper.</param>
    /// <param name="endFraction">The end of the cosine as a share of the run, 0.6 in the public program.</param>
    public static SparseTrainingMethod GuidedExploration(
        ISparseInitializer initializer,
        double initialPruningRate,
        UpdateInterval interval,
        double endFraction = GuidedEndFraction)
        => new(
            "gse",
            initializer,
            new TopologyRule(
                new MagnitudePruning(),
                new SampledGradientRegrowth(),
                new NoRedistribution(),
                new EndingPruningRate(new CosinePruningRate(initialPruningRate, finalRate: 0), endFraction),
                interval,
                SurvivorPolicy.Excluded));

    /// <summary>
    /// Creates sparse momentum (SNFS; Dettmers and Zettlemoyer 2019): magnitude pruning, growth where the momentum is
    /// largest, redistributed by mean momentum. Needs a dense gradient every step and a dense momentum.
    /// </summary>
    /// <param name="initializer">The rule for the number of connections of each tensor.</param>
    /// <param name="initialPruningRate">p_0, 0.5 in the paper.</param>
    public static SparseTrainingMethod SparseMomentum(ISparseInitializer initializer, double initialPruningRate)
        => new(
            "snfs",
            initializer,
            new TopologyRule(
                new MagnitudePruning(),
                ScoreRegrowth.ByMomentum,
                new MomentumRedistribution(),
                new CosinePruningRate(initialPruningRate),
                UpdateInterval.EveryEpoch,
                SurvivorPolicy.KeepsValue));

    /// <summary>
    /// Creates DSR (Mostafa and Wang 2019): an adaptive global threshold prunes, and random positions regrow in
    /// proportion to the connections that remain.
    /// </summary>
    /// <param name="initializer">The rule for the number of connections of each tensor.</param>
    /// <param name="wantedRate">K* / nnz, the target share of connections that an update changes.</param>
    /// <param name="interval">
    /// The interval of updates; every 100 steps in the published program, stretched to 800.
    /// </param>
    public static SparseTrainingMethod DynamicReparameterization(
        ISparseInitializer initializer, double wantedRate, UpdateInterval interval)
        => new(
            "dsr",
            initializer,
            new TopologyRule(
                new MagnitudePruning(),
                new RandomRegrowth(),
                new ProportionalRedistribution(),
                new ConstantPruningRate(wantedRate),
                interval,
                SurvivorPolicy.Excluded)
            {
                Amount = new AdaptiveThreshold(),
            });

    /// <summary>
    /// Creates DeepR (Bellec et al. 2018): noise on the weights after every step; those that change sign are pruned and
    /// as many regrow at random.
    /// </summary>
    /// <param name="initializer">The rule for the number of connections of each tensor.</param>
    /// <param name="noise">The noise on the weights.</param>
    /// <param name="interval">The interval at which signs are compared; every step in the paper.</param>
    public static SparseTrainingMethod DeepRewiring(
        ISparseInitializer initializer, WeightNoise noise, UpdateInterval interval)
    {
        var flips = new SignFlips();
        return new SparseTrainingMethod(
            "deepr",
            initializer,
            new TopologyRule(
                flips,
                new RandomRegrowth(),
                new NoRedistribution(),
                new ConstantPruningRate(1),
                interval,
                SurvivorPolicy.Excluded)
            {
                Amount = flips,
            })
        {
            StepRule = noise,
        };
    }

    /// <summary>
    /// Creates gradual magnitude pruning (Zhu and Gupta 2017): dense at first, with a sparsity that rises by a cubic
    /// law.
    /// </summary>
    /// <param name="final">The rule for the final number of connections of each tensor.</param>
    /// <param name="interval">The interval of pruning.</param>
    /// <param name="endFraction">The end of pruning, as a share of the run.</param>
    /// <param name="beginFraction">The begin of pruning, as a share of the run.</param>
    public static SparseTrainingMethod GradualMagnitudePruning(
        ISparseInitializer final,
        UpdateInterval interval,
        double endFraction = CubicDensity.DefaultEndFraction,
        double beginFraction = 0)
        => new(
            "gmp",
            null,
            DenseToSparse(
                final, new MagnitudePruning(), new CubicDensity(final, endFraction, beginFraction), interval) with
            {
                FinalAt = endFraction,
            });

    /// <summary>
    /// Creates gradual pruning with zero-cost neuroregeneration (GraNet; Liu et al. 2021, arXiv 2106.10404): sparse
    /// from the start, with a density that falls by a cubic law; each update prunes a share more than that, by
    /// magnitude, and regrows as many where the gradient is largest.
    /// </summary>
    /// <param name="first">
    /// The rule for the first number of connections; Erdos-Renyi of density 0.5 in the paper.
    /// </param>
    /// <param name="final">The rule for the final number of connections.</param>
    /// <param name="initialPruningRate">
    /// The share that is regrown at first, falling by a cosine; 0.5 in the paper.
    /// </param>
    /// <param name="interval">The interval of updates, 1000 steps in the paper.</param>
    /// <param name="endFraction">The end of pruning, as a share of the run; half of it in the public program.</param>
    public static SparseTrainingMethod GradualRegeneration(
        ISparseInitializer first,
        ISparseInitializer final,
        double initialPruningRate,
        UpdateInterval interval,
        double endFraction = GradualEndFraction)
    {
        var density = new GradualDensity(first, final, endFraction);
        return new SparseTrainingMethod(
            "granet",
            first,
            new TopologyRule(
                new MagnitudePruning(),
                ScoreRegrowth.ByGradient,
                density,
                new CosinePruningRate(initialPruningRate, finalRate: 0),
                interval,
                SurvivorPolicy.KeepsValue)
            {
                Amount = density,
                Final = final,
                FinalAt = endFraction,
            });
    }

    /// <summary>
    /// Creates SNIP (Lee et al. 2019): after the first batch of a dense model, the connections of largest |g*w| are
    /// kept and trained from their values.
    /// </summary>
    /// <param name="final">The rule for the number of connections of each tensor.</param>
    /// <param name="ranksAllTogether">
    /// True to rank the connections of all tensors together, as published; only the sum of the numbers then holds.
    /// False to rank those of each tensor, as in the public program of RigL: one batch holds few words, so that a
    /// common ranking leaves most of an embedding without connections.
    /// </param>
    public static SparseTrainingMethod SingleShot(ISparseInitializer final, bool ranksAllTogether = false)
        => new("snip", null, null)
        {
            Start = DenseToSparse(
                final,
                new SensitivityPruning(),
                ranksAllTogether ? new LeastSensitive(final) : new DownToNnz(final),
                UpdateInterval.EveryEpoch) with
            {
                ReplacesStep = true,
            },
        };

    /// <summary>
    /// Creates intrinsic sparse structures (Wen et al. 2018): dense training with group lasso on hidden units; units
    /// that vanish are removed afterwards, see <see cref="UnitExtraction"/>.
    /// </summary>
    /// <param name="lasso">The penalty and the threshold.</param>
    public static SparseTrainingMethod IntrinsicStructures(GroupLasso lasso)
        => new("iss", null, null) { StepRule = lasso };

    private static TopologyRule DenseToSparse(
        ISparseInitializer final, IPruningRule pruning, IPruningAmount amount, UpdateInterval interval)
        => new(
            pruning,
            new NoRegrowth(),
            new NoReplacement(),
            new ConstantPruningRate(1),
            interval,
            SurvivorPolicy.KeepsValue)
        {
            Amount = amount,
            Final = final,
        };
}
