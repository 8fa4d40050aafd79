using System.Text.Json.Serialization;
using StRnn.Optimizers;
using StRnn.Sparsity.Topology;

namespace StRnn.Training.Checkpoints;

/// <summary>
/// The exact progress of a run, which a checkpoint holds besides tensors. It has no clock, host or path.
/// </summary>
public sealed class TrainingProgress : ITopologyProgress
{
    /// <summary>Gets or sets the number of epochs done.</summary>
    public int Epoch { get; set; }

    /// <summary>Gets or sets the number of steps done in the epoch in progress.</summary>
    public int StepInEpoch { get; set; }

    /// <summary>
    /// Gets or sets the number of training steps done, those included in which a topology update replaced the
    /// optimiser.
    /// </summary>
    public long Step { get; set; }

    /// <summary>Gets or sets the number of topology updates done.</summary>
    public uint TopologyUpdates { get; set; }

    /// <summary>Gets or sets the sum of the losses of the epoch in progress, in nats.</summary>
    public double EpochLossSum { get; set; }

    /// <summary>Gets or sets the number of targets behind <see cref="EpochLossSum"/>.</summary>
    public long EpochTargetCount { get; set; }

    /// <summary>Gets or sets the gradient norms of the epoch in progress.</summary>
    public GradientNormSum EpochGradientNorms { get; set; }

    /// <summary>Gets or sets the sum of losses that is still on the device, in nats.</summary>
    public double PendingLossSum { get; set; }

    /// <summary>Gets or sets the number of targets behind <see cref="PendingLossSum"/>.</summary>
    public long PendingTargetCount { get; set; }

    /// <summary>Gets or sets the sum of the losses since the last report of steps, in nats.</summary>
    public double UnreportedLossSum { get; set; }

    /// <summary>Gets or sets the number of targets behind <see cref="UnreportedLossSum"/>.</summary>
    public long UnreportedTargetCount { get; set; }

    /// <summary>Gets or sets the gradient norms since the last report of steps.</summary>
    public GradientNormSum UnreportedGradientNorms { get; set; }

    /// <summary>Gets or sets the number of targets trained on since the run began.</summary>
    public long TargetCount { get; set; }

    /// <summary>Gets or sets the number of tokens trained on since the run began.</summary>
    public long TokenCount { get; set; }

    /// <summary>Gets or sets the validation loss of the best epoch so far; null before the first.</summary>
    public double? BestLoss { get; set; }

    /// <summary>
    /// Gets or sets the validation accuracy of the best epoch so far; null if there is none. It takes precedence over
    /// the loss.
    /// </summary>
    public double? BestAccuracy { get; set; }

    /// <summary>Gets or sets the best epoch, from 1.</summary>
    public int BestEpoch { get; set; }

    /// <summary>Gets or sets the FLOPs of training so far, by the paper's convention.</summary>
    public double FlopsPaper { get; set; }

    /// <summary>Gets or sets the executed FLOPs of training so far.</summary>
    public double FlopsActual { get; set; }

    /// <summary>
    /// Gets or sets the numbers of removed connections, added ones and survivors since the last report.
    /// </summary>
    public ConnectionChanges UnreportedChanges { get; set; }

    /// <summary>
    /// Gets or sets the pruning rate of the last of the updates behind <see cref="UnreportedChanges"/>; null if no
    /// schedule's rate decides, or there is none.
    /// </summary>
    public double? UnreportedRate { get; set; }

    /// <summary>
    /// Gets or sets the number of lines of <c>metrics.jsonl</c> that belong to this progress, so that a resumed run
    /// removes those that it repeats. Not their bytes, which depend on the clock. Null for a run without a folder, and
    /// in checkpoints older than this number.
    /// </summary>
    public long? MetricsLines { get; set; }

    /// <summary>
    /// Gets or sets the number of steps done when the optimiser last restarted; it counts its own steps from there.
    /// </summary>
    public long OptimizerStart { get; set; }

    /// <summary>Gets or sets the training step from which on a topology update is reported again.</summary>
    public long NextTopologyReport { get; set; }

    /// <summary>Gets or sets the numbers that the method keeps from update to update.</summary>
    [JsonPropertyName("method")]
    public SortedDictionary<string, double> MethodMemory { get; set; } = [];

    /// <summary>Gets or sets the numbers that the learning-rate schedule keeps.</summary>
    public SortedDictionary<string, double> LearningRate { get; set; } = [];

    /// <summary>Gets or sets the state of an optimiser that averages weights; null for others.</summary>
    public AveragingState? Averaging { get; set; }

    IDictionary<string, double> ITopologyProgress.MethodMemory => MethodMemory;
}
