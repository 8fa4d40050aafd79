using System.Globalization;
using StRnn.Optimizers;
using StRnn.Training;

namespace StRnn.Cli.Configuration;

/// <summary>The recipe.</summary>
internal sealed record TrainingConfig
{
    public const string OnStall = "stall";

    public required int Epochs { get; init; }

    /// <summary>B.</summary>
    public required int Batch { get; init; }

    /// <summary>T.</summary>
    public required int Bptt { get; init; }

    public required double Lr { get; init; }

    /// <summary>What the learning rate is divided by.</summary>
    public required double LrDecay { get; init; }

    /// <summary>The epochs before the first division, or "stall": after an epoch without a better validation loss.</summary>
    public required string LrConstantEpochs { get; init; }

    public double Momentum { get; init; }

    public double WeightDecay { get; init; }

    /// <summary>The largest gradient norm; 0 for no clipping.</summary>
    public double Clip { get; init; }

    public ulong Seed { get; init; } = 1;

    public int LogEvery { get; init; } = 100;

    /// <summary>0 for only after epochs.</summary>
    public int CheckpointEvery { get; init; }

    public double ClipNorm => Clip > 0 ? Clip : double.PositiveInfinity;

    public ILearningRateSchedule ToSchedule() => LrConstantEpochs == OnStall
        ? new DivideOnStall(Lr, LrDecay)
        : new DecayAfterEpoch(Lr, int.Parse(LrConstantEpochs, CultureInfo.InvariantCulture), 1 / LrDecay);

    public TrainingOptions ToOptions(long maxSteps) => new()
    {
        Epochs = Epochs,
        Seed = Seed,
        LogEvery = LogEvery,
        CheckpointEvery = CheckpointEvery,
        MaxSteps = maxSteps,
    };
}
