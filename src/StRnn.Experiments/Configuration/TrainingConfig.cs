using System.Globalization;
using StRnn.Backends;
using StRnn.Experiments.Data;
using StRnn.Experiments.Methods;
using StRnn.Optimizers;
using StRnn.Training;

namespace StRnn.Experiments.Configuration;

/// <summary>The recipe.</summary>
internal sealed record TrainingConfig
{
    public const string OnStall = "stall";
    public const string Sgd = "sgd";
    public const string AdamName = "adam";

    public static readonly string[] Optimizers = [Sgd, AdamName];

    public required int Epochs { get; init; }

    /// <summary>B.</summary>
    public required int Batch { get; init; }

    /// <summary>T, the steps that are back-propagated through: a language model's window, or a classifier's text.</summary>
    public required int Bptt { get; init; }

    public string Optimizer { get; init; } = Sgd;

    public required double Lr { get; init; }

    /// <summary>What the learning rate is divided by.</summary>
    public required double LrDecay { get; init; }

    /// <summary>The epochs before the first division, or "stall": after an epoch without a better validation loss.</summary>
    public required string LrConstantEpochs { get; init; }

    /// <summary>Epochs from one division to the next, where they do not wait for a stall.</summary>
    public int LrDecayEvery { get; init; } = 1;

    /// <summary>Of sgd; adam has moments of its own.</summary>
    public double Momentum { get; init; }

    public double WeightDecay { get; init; }

    /// <summary>The largest gradient norm; 0 for no clipping.</summary>
    public double Clip { get; init; }

    public ulong Seed { get; init; } = 1;

    /// <summary>Epochs without a better validation before training stops; 0 for never.</summary>
    public int Patience { get; init; }

    public int LogEvery { get; init; } = 100;

    /// <summary>0 for only after epochs.</summary>
    public int CheckpointEvery { get; init; }

    /// <summary>Numbers of optimiser state per trainable value.</summary>
    public int StateCount => Optimizer == AdamName ? 2 : Momentum > 0 ? 1 : 0;

    public double ClipNorm => Clip > 0 ? Clip : double.PositiveInfinity;

    public ILearningRateSchedule ToSchedule() => LrConstantEpochs == OnStall
        ? new DivideOnStall(Lr, LrDecay)
        : new DecayAfterEpoch(Lr, int.Parse(LrConstantEpochs, CultureInfo.InvariantCulture), 1 / LrDecay, LrDecayEvery);

    /// <exception cref="FormatException">There is no such optimiser.</exception>
    public IOptimizer ToOptimizer(IBackend backend) => Optimizer switch
    {
        Sgd => new SgdMomentum(backend, Momentum, WeightDecay, ClipNorm),
        AdamName => new Adam(backend, weightDecay: WeightDecay, clipNorm: ClipNorm),
        _ => throw UnknownOptimizer(),
    };

    /// <summary>Builds what the words stand for, which fails where they stand for nothing.</summary>
    public void Check()
    {
        ToSchedule();
        if (!Optimizers.Contains(Optimizer))
        {
            throw UnknownOptimizer();
        }
    }

    public TrainingOptions ToOptions(long maxSteps) => new()
    {
        Epochs = Epochs,
        Seed = Seed,
        Patience = Patience,
        LogEvery = LogEvery,
        CheckpointEvery = CheckpointEvery,
        MaxSteps = maxSteps,
    };

    private FormatException UnknownOptimizer()
        => new($"there is no optimiser '{Optimizer}': use {string.Join(" or ", Optimizers)}.");
}
