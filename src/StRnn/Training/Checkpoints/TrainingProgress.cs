using StRnn.Sparsity.Topology;

namespace StRnn.Training.Checkpoints;

/// <summary>Where a run stands, exactly: what a checkpoint holds besides tensors. No clock, host or path.</summary>
public sealed class TrainingProgress : ITopologyProgress
{
    /// <summary>Epochs done.</summary>
    public int Epoch { get; set; }

    /// <summary>Steps done in the epoch in progress.</summary>
    public int StepInEpoch { get; set; }

    /// <summary>Optimiser steps done.</summary>
    public long Step { get; set; }

    /// <summary>Topology updates done.</summary>
    public uint TopologyUpdates { get; set; }

    /// <summary>The sum of the losses of the epoch in progress, in nats.</summary>
    public double EpochLossSum { get; set; }

    /// <summary>The number of targets behind <see cref="EpochLossSum"/>.</summary>
    public long EpochTargetCount { get; set; }

    /// <summary>The number of targets trained on since the run began.</summary>
    public long TargetCount { get; set; }

    /// <summary>The number of tokens trained on since the run began.</summary>
    public long TokenCount { get; set; }

    /// <summary>The validation loss of the best epoch so far; null before the first.</summary>
    public double? BestLoss { get; set; }

    /// <summary>
    /// The validation accuracy of the best epoch so far, where there is one: it decides before the loss does.
    /// </summary>
    public double? BestAccuracy { get; set; }

    /// <summary>The best epoch, from 1.</summary>
    public int BestEpoch { get; set; }

    /// <summary>FLOPs of training so far, by the paper's convention.</summary>
    public double FlopsPaper { get; set; }

    /// <summary>Executed FLOPs of training so far.</summary>
    public double FlopsActual { get; set; }

    /// <summary>Connections that updates removed since the last line about them, regrown ones, and survivors.</summary>
    public long[] UnreportedChanges { get; set; } = [0, 0, 0];

    /// <summary>Steps done when the optimiser last began anew: it counts its own from there.</summary>
    public long OptimizerStart { get; set; }

    /// <summary>The optimiser step from which on a topology update is reported again.</summary>
    public long NextTopologyReport { get; set; }

    /// <summary>What the method remembers.</summary>
    public SortedDictionary<string, double> Method { get; set; } = [];

    /// <summary>What the learning-rate schedule remembers.</summary>
    public SortedDictionary<string, double> LearningRate { get; set; } = [];

    IDictionary<string, double> ITopologyProgress.Method => Method;
}
