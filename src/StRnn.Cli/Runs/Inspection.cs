using StRnn.Accounting;
using StRnn.Cli.Configuration;
using StRnn.Sparsity;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Regrowth;
using StRnn.Training;
using StRnn.Training.Checkpoints;
using StRnn.Training.Metrics;

namespace StRnn.Cli.Runs;

/// <summary>What a model costs, and where that is known from.</summary>
/// <param name="Source">A preset's name, a run's plan, or its checkpoint.</param>
/// <param name="Config">The configuration.</param>
/// <param name="Account">The counts.</param>
internal sealed record Inspection(string Source, RunConfig Config, ModelAccount Account)
{
    private const int BytesPerNumber = 4;

    /// <summary>Bytes of the optimiser's arrays: momentum, or Adam's two moments, of every trainable value; and what the method keeps beside them.</summary>
    public long OptimizerLengthInBytes => BytesPerNumber
        * ((Config.Training.StateCount * (Account.ParameterCount + (HasDenseMomentum ? DenseSize : 0)))
            + (Config.Method.Name == Methods.DeepRewiring ? Account.ParameterCount : 0));

    /// <summary>Whether the optimiser's state is kept, and the gradient computed every step, at all positions.</summary>
    public bool HasDenseMomentum => Config.Method.Name == Methods.SparseMomentum || Config.Method.Growth == PartNames.MomentumGrowth;

    /// <summary>Whether an update of the topology computes the gradient at all positions, of one step: RigL's and its like.</summary>
    public bool HasDenseGradientAtUpdates => Config.Method.ToMethod().Topology is { } rule && rule.Regrowth.Needs.HasFlag(RegrowthNeeds.DenseGradient);

    /// <summary>
    /// Bytes of activations that forward and backward pass of the largest step hold on the CPU backend, which is one that updates the topology where
    /// the update looks at dense gradients; of a classifier at most.
    /// </summary>
    public long ActivationLengthInBytes => Config.PlanActivations(HasDenseMomentum || HasDenseGradientAtUpdates);

    /// <summary>
    /// FLOPs of the whole training by the paper's convention, with a dense gradient once in ΔT + 1 steps as long as such updates go on; null where the length of
    /// the text is not known, or the model becomes sparse on the way.
    /// </summary>
    public double? WholeTrainingFlopsPaper => EpochTokens is { } tokens && !BecomesSparse
        ? PaperConvention.Training(Account, tokens, Config.Training.Epochs, DenseGradientShare(tokens))
        : null;

    private long DenseSize => Account.Tensors.Where(tensor => tensor.IsSparse).Sum(tensor => tensor.Size);

    /// <summary>Epsilon in nnz = epsilon * (rows + columns), for Erdos-Renyi.</summary>
    public double? Epsilon => Config.Method.ToInitializer() is ErdosRenyiInitializer erdosRenyi
        ? erdosRenyi.EpsilonFor(
            [.. Account.Tensors.Where(tensor => tensor.IsMatrix).Select(tensor => new MatrixShape(tensor.Rows, tensor.Columns))])
        : null;

    /// <summary>Training tokens of an epoch; null where the configuration does not tell.</summary>
    public long? EpochTokens { get; init; }

    /// <summary>The last line of a run that is finished: bytes and FLOPs as measured.</summary>
    public MetricsEntry? Measured { get; init; }

    /// <summary>Positions that ever were connections / (rows * columns), as a run last reported it.</summary>
    public double? ExplorationRate { get; init; }

    public static Inspection OfPlan(string source, RunConfig config)
        => new(source, config, TrainingRun.AccountOf(config));

    /// <summary>A run's model: the connections that its newest checkpoint has, or that it would begin with.</summary>
    /// <exception cref="CheckpointException">The checkpoint is damaged.</exception>
    public static Inspection OfRun(RunDirectory run, RunConfig config)
    {
        var plan = OfPlan($"the plan in '{run.ConfigPath}'", config);
        if (!run.HasCheckpoint)
        {
            return plan;
        }

        using var reader = new SafetensorsReader(run.LastCheckpointPath);
        var patterns = new PatternReader(reader, run.LastCheckpointPath);
        var report = RunReport.Of(run);
        return plan with
        {
            Source = $"'{run.LastCheckpointPath}'",
            Measured = report.IsFinished ? report.Last : null,
            ExplorationRate = report.ExplorationRate,
            Account = new ModelAccount([.. plan.Account.Tensors.Select(tensor => CountIn(patterns, tensor))]),
        };
    }

    private bool BecomesSparse => Config.Method.ToMethod() is { Initializer: null, Topology: not null };

    private double DenseGradientShare(long tokens)
    {
        if (!HasDenseGradientAtUpdates)
        {
            return HasDenseMomentum ? 1 : 0;
        }

        double interval = Config.Method.ToMethod().Topology is { Interval.Steps: > 0 and var steps }
            ? steps
            : (double)tokens / (Config.Training.Batch * Config.Training.Bptt);
        return (Config.Method.EndFraction ?? 1) / (interval + 1);
    }

    // A method may begin dense and end sparse: the file says which the tensor is now.
    private static TensorAccount CountIn(PatternReader patterns, TensorAccount tensor)
    {
        bool isSparse = patterns.IsSparse(tensor.Name);
        return tensor with { IsSparse = isSparse, Nnz = isSparse ? patterns.NnzOf(tensor.Name) : tensor.Size };
    }

    public object ToJson() => new
    {
        Source,
        Config.DataSource.VocabularySize,
        Model = Config.ToJson()["model"],
        Config.Method,
        Epsilon,
        Tensors = Account.Tensors.Select(tensor => new
        {
            tensor.Name,
            tensor.Rows,
            tensor.Columns,
            tensor.Nnz,
            tensor.Density,
            tensor.Sparsity,
            tensor.IsSparse,
        }),
        Totals = new
        {
            Weights = Account.WeightCount,
            Biases = Account.BiasCount,
            Parameters = Account.ParameterCount,
            Density = Account.WeightDensity,
            ForwardFlopsPerToken = Account.ForwardFlopsPerToken,
            TrainingFlopsPerTokenPaper = Account.TrainingFlopsPaper(1, 0, HasDenseMomentum),
            TrainingFlopsPerToken = Account.TrainingFlops(1, 0, HasDenseMomentum),
            TrainingFlopsPerTokenAtUpdate = Account.TrainingFlops(1, 0, HasDenseMomentum || HasDenseGradientAtUpdates),
            ForwardFlopsPerTarget = Account.ForwardFlopsPerTarget,
            TrainingFlopsPerTarget = Account.TrainingFlopsPerTarget,
            InferenceFlopsPerWindowPaper = PaperConvention.Inference(Account),
            WeightBytes = Account.CanonicalLengthInBytes,
            ValueBytes = Account.ValueLengthInBytes,
            PatternBytes = Account.PatternLengthInBytes,
            GradientBytes = Account.ValueLengthInBytes,
            OptimizerBytes = OptimizerLengthInBytes,
            ActivationBytes = ActivationLengthInBytes,
            WholeTrainingFlopsPaper,
        },
        ExplorationRate,
        Measured,
    };
}
