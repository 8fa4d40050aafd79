using System.Globalization;
using System.Text.Json.Serialization;
using StRnn.Backends;
using StRnn.Optimizers;
using StRnn.Training;

namespace StRnn.Experiments.Configuration;

/// <summary>Describes the training recipe.</summary>
public sealed record TrainingConfig
{
    /// <summary>The word for dividing the learning rate after an epoch without a better validation loss.</summary>
    public const string OnStall = "stall";

    /// <summary>The word for SGD with momentum.</summary>
    public const string Sgd = "sgd";

    /// <summary>The word for Adam.</summary>
    public const string AdamName = "adam";

    /// <summary>The word for SGD whose weights are averaged once the validation loss stalls.</summary>
    public const string AveragedSgdName = "nt-asgd";

    /// <summary>The word for the same with an average of each connection from when it came.</summary>
    public const string SparseAveragedSgdName = "snt-asgd";

    internal static readonly string[] Optimizers = [Sgd, AdamName, AveragedSgdName, SparseAveragedSgdName];

    /// <summary>Gets the epochs of the run, which schedules span.</summary>
    public required int Epochs { get; init; }

    /// <summary>Gets B, the streams of text or the texts of a step.</summary>
    public required int Batch { get; init; }

    /// <summary>
    /// Gets the steps that a classifier's run has at least: where few texts give fewer, its batch is halved, down to 8,
    /// and then its epochs and patience grow, when it begins. Only a preset's own epochs, batch and patience are fitted,
    /// none that a program has set; null to take them as they are.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? LeastSteps { get; init; }

    /// <summary>
    /// Gets T, the steps that are back-propagated through: a language model's window, or a classifier's text.
    /// </summary>
    public required int Bptt { get; init; }

    /// <summary>
    /// Gets the optimiser, <see cref="Sgd"/>, <see cref="AdamName"/>, <see cref="AveragedSgdName"/> or
    /// <see cref="SparseAveragedSgdName"/>.
    /// </summary>
    public string Optimizer { get; init; } = Sgd;

    /// <summary>Gets the learning rate on the mean loss.</summary>
    public required double Lr { get; init; }

    /// <summary>Gets the divisor of the learning rate.</summary>
    public required double LrDecay { get; init; }

    /// <summary>
    /// Gets the epochs before the first division, or <see cref="OnStall"/>: after an epoch without a better validation
    /// loss.
    /// </summary>
    public required string LrConstantEpochs { get; init; }

    /// <summary>Gets the epochs from one division to the next, where they do not wait for a stall.</summary>
    public int LrDecayEvery { get; init; } = 1;

    /// <summary>Gets the momentum of SGD; Adam has moments of its own.</summary>
    public double Momentum { get; init; }

    /// <summary>
    /// Gets the epochs without a lower validation loss after which <see cref="AveragedSgdName"/> and
    /// <see cref="SparseAveragedSgdName"/> begin to average; null for 5, as published, and for other optimisers.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? AveragingInterval { get; init; }

    /// <summary>Gets the L2 penalty added to the gradient.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Gets the largest gradient norm; 0 for no clipping.</summary>
    public double Clip { get; init; }

    /// <summary>Gets the seed of every random stream.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Gets the epochs without a better validation before training stops; 0 for never.</summary>
    public int Patience { get; init; }

    /// <summary>Gets the steps between two lines of metrics.</summary>
    public int LogEvery { get; init; } = 100;

    /// <summary>Gets the steps between two checkpoints within an epoch; 0 for only after epochs.</summary>
    public int CheckpointEvery { get; init; }

    /// <summary>Gets the numbers of optimiser state per trainable value.</summary>
    internal int StateCount => Optimizer switch
    {
        AdamName or SparseAveragedSgdName => 2,
        AveragedSgdName => 1,
        _ => Momentum > 0 ? 1 : 0,
    };

    /// <summary>Gets a value indicating whether weights are averaged.</summary>
    internal bool Averages => Optimizer is AveragedSgdName or SparseAveragedSgdName;

    internal double ClipNorm => Clip > 0 ? Clip : double.PositiveInfinity;

    internal ILearningRateSchedule ToSchedule() => LrConstantEpochs == OnStall
        ? new DivideOnStall(Lr, LrDecay)
        : new DecayAfterEpoch(Lr, int.Parse(LrConstantEpochs, CultureInfo.InvariantCulture), 1 / LrDecay, LrDecayEvery);

    /// <summary>Creates the optimiser.</summary>
    /// <param name="backend">The backend of the parameters that it will update.</param>
    /// <exception cref="FormatException">There is no such optimiser, or it has no use for a setting.</exception>
    public IOptimizer ToOptimizer(IBackend backend)
    {
        Check();
        return Optimizer switch
        {
            Sgd => new SgdMomentum(backend, Momentum, WeightDecay, ClipNorm),
            AdamName => new Adam(backend, weightDecay: WeightDecay, clipNorm: ClipNorm),
            _ when Averages => new AveragedSgd(
                backend,
                restarts: Optimizer == SparseAveragedSgdName,
                AveragingInterval ?? AveragedSgd.PublishedInterval,
                WeightDecay,
                ClipNorm),
            _ => throw UnknownOptimizer(),
        };
    }

    /// <summary>Builds what the words stand for, which fails where they stand for nothing.</summary>
    internal void Check()
    {
        Require(Epochs >= 1, "epochs", Epochs, "at least 1");
        Require(Batch >= 1, "batch", Batch, "at least 1");
        Require(Bptt >= 1, "bptt", Bptt, "at least 1");
        Require(Lr > 0 && double.IsFinite(Lr), "lr", Lr, "above 0");
        Require(LrDecay >= 1 && double.IsFinite(LrDecay), "lr_decay", LrDecay, "at least 1");
        Require(LrDecayEvery >= 1, "lr_decay_every", LrDecayEvery, "at least 1");
        Require(Momentum is >= 0 and < 1, "momentum", Momentum, "at least 0 and below 1");
        Require(WeightDecay >= 0 && double.IsFinite(WeightDecay), "weight_decay", WeightDecay, "at least 0");
        Require(Clip >= 0 && double.IsFinite(Clip), "clip", Clip, "at least 0");
        Require(LogEvery >= 1, "log_every", LogEvery, "at least 1");
        Require(CheckpointEvery >= 0, "checkpoint_every", CheckpointEvery, "at least 0");
        Require(Patience >= 0, "patience", Patience, "at least 0");
        Require(LeastSteps is null or >= 1, "least_steps", LeastSteps ?? 0, "at least 1");
        ToSchedule();
        if (!Optimizers.Contains(Optimizer))
        {
            throw UnknownOptimizer();
        }

        if (Averages && Momentum > 0)
        {
            throw new FormatException($"the optimiser '{Optimizer}' has no momentum: it must be 0.");
        }

        if (!Averages && AveragingInterval is not null)
        {
            throw new FormatException($"the optimiser '{Optimizer}' averages nothing: it has no averaging interval.");
        }
    }

    internal TrainingOptions ToOptions(long maxSteps) => new()
    {
        Epochs = Epochs,
        Seed = Seed,
        Patience = Patience,
        LogEvery = LogEvery,
        CheckpointEvery = CheckpointEvery,
        MaxSteps = maxSteps,
    };

    private static void Require(bool holds, string name, double value, string range)
    {
        if (!holds)
        {
            throw new FormatException(string.Create(
                CultureInfo.InvariantCulture, $"training.{name} is {value}: it must be {range}."));
        }
    }

    private FormatException UnknownOptimizer()
        => new($"there is no optimiser '{Optimizer}': use {string.Join(" or ", Optimizers)}.");
}
