using StRnn.Accounting;
using StRnn.Autograd;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Methods;
using StRnn.Experiments.Presets;
using StRnn.Sparsity;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Regrowth;
using StRnn.Training;
using StRnn.Training.Checkpoints;
using StRnn.Training.Metrics;

namespace StRnn.Experiments.Runs;

/// <summary>Counts what a model costs, and says where that is known from.</summary>
/// <param name="Source">The preset's name, or the file of a run.</param>
/// <param name="Config">The configuration.</param>
/// <param name="Account">The model's weights, connections and FLOPs.</param>
public sealed record Inspection(string Source, RunConfig Config, ModelAccount Account)
{
    private const int BytesPerNumber = 4;

    /// <summary>
    /// Gets the bytes of the optimiser's arrays: momentum, or Adam's two moments, of every trainable value; and what
    /// the method keeps beside them.
    /// </summary>
    public long OptimizerLengthInBytes => BytesPerNumber
        * ((Config.Training.StateCount * (Account.ParameterCount + (HasDenseMomentum ? DenseSize : 0)))
            + (Config.Method.Name == MethodNames.DeepRewiring ? Account.ParameterCount : 0));

    /// <summary>
    /// Gets a value indicating whether the optimiser's state is kept, and the gradient computed every step, at all
    /// positions.
    /// </summary>
    public bool HasDenseMomentum => Config.Method.Name == MethodNames.SparseMomentum
        || Config.Method[MethodOptions.Growth] == NamedParts.MomentumGrowth;

    /// <summary>
    /// Gets a value indicating whether an update of the topology computes the gradient of its step at all positions, as
    /// RigL's.
    /// </summary>
    public bool HasDenseGradientAtUpdates => Config.Method.ToMethod().Topology is { } rule
        && rule.Regrowth.Needs.HasFlag(RegrowthNeeds.DenseGradient);

    /// <summary>
    /// Gets the factors of initial range and learning rate by parameter; null where the configuration has none.
    /// </summary>
    public IReadOnlyDictionary<string, ParameterScale>? Scales
    {
        get
        {
            if (Config.Parameterization is not { } parameterization)
            {
                return null;
            }

            var parameters = ModelDeclaration.Of(Config).Parameters;
            parameterization.Apply(parameters, Config);
            return parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Scale);
        }
    }

    /// <summary>
    /// Gets the bytes of activations that forward and backward pass of the largest step hold on the CPU backend, which
    /// is one that updates the topology where the update looks at dense gradients; of a classifier at most.
    /// </summary>
    public long ActivationLengthInBytes
        => ModelDeclaration.ActivationLengthInBytes(Config, HasDenseMomentum || HasDenseGradientAtUpdates);

    /// <summary>
    /// Gets the FLOPs of the whole training by the paper's convention, with a dense gradient once in ΔT + 1 steps as
    /// long as such updates go on; null where the length of the text is not known, or the model becomes sparse on the
    /// way.
    /// </summary>
    public double? WholeTrainingFlopsPaper => EpochTokens is { } tokens && !Config.BecomesSparse
        ? PaperConvention.Training(Account, tokens, Config.Training.Epochs, DenseGradientShare(tokens))
        : null;

    private long DenseSize => Account.Tensors.Where(tensor => tensor.IsSparse).Sum(tensor => tensor.Size);

    /// <summary>
    /// Gets epsilon in nnz = epsilon * (rows + columns); null where the distribution is not Erdos-Renyi.
    /// </summary>
    public double? Epsilon => Config.Method.ToInitializer() is ErdosRenyiInitializer erdosRenyi
        ? erdosRenyi.EpsilonFor(
            [.. Account.Tensors
                .Where(tensor => tensor.IsMatrix)
                .Select(tensor => new MatrixShape(tensor.Rows / tensor.Blocks.Height, tensor.Columns)
                {
                    WeightsPerConnection = tensor.Blocks.Height,
                })])
        : null;

    /// <summary>Gets the training tokens of an epoch; null where the configuration does not tell.</summary>
    public long? EpochTokens { get; init; }

    /// <summary>
    /// Gets the last line of a run that is finished, with bytes and FLOPs as measured; null for others.
    /// </summary>
    public MetricsEntry? Measured { get; init; }

    /// <summary>Gets positions that ever were connections / (rows * columns), as a run last reported it.</summary>
    public double? ExplorationRate { get; init; }

    /// <summary>Counts the model that a run would begin with; a small dense one gets its width.</summary>
    /// <param name="config">The run's configuration, with its vocabulary's size.</param>
    /// <exception cref="RunException">No width gives a small dense model as many weights as asked for.</exception>
    public static Inspection Plan(RunConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var sized = SmallDense.Size(config);
        return new Inspection(sized.Preset, sized, ModelDeclaration.AccountOf(sized));
    }

    /// <summary>
    /// Counts a run's model: the connections that its newest checkpoint has, or that it would begin with.
    /// </summary>
    /// <exception cref="CheckpointException">The checkpoint is damaged.</exception>
    internal static Inspection OfRun(RunDirectory run, RunConfig config)
    {
        var plan = Plan(config) with { Source = $"the plan in '{run.ConfigPath}'" };
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

    private double DenseGradientShare(long tokens)
    {
        if (!HasDenseGradientAtUpdates)
        {
            return HasDenseMomentum ? 1 : 0;
        }

        double interval = Config.Method.ToMethod().Topology is { Interval.Steps: > 0 and var steps }
            ? steps
            : (double)tokens / (Config.Training.Batch * Config.Training.Bptt);
        return (Config.Method[MethodOptions.UpdateUntil] ?? 1) / (interval + 1);
    }

    // A method may begin dense and end sparse: the file says which the tensor is now.
    private static TensorAccount CountIn(PatternReader patterns, TensorAccount tensor)
    {
        bool isSparse = patterns.IsSparse(tensor.Name);
        return tensor with { IsSparse = isSparse, Nnz = isSparse ? patterns.NnzOf(tensor.Name) : tensor.Size };
    }
}
