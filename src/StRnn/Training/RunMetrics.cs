using System.Diagnostics;
using StRnn.Optimizers;
using StRnn.Sparsity.Topology;
using StRnn.Training.Checkpoints;
using StRnn.Training.Metrics;
using StRnn.Training.Observers;

namespace StRnn.Training;

/// <summary>The metrics events of a run, built from its counters, losses and costs.</summary>
/// <param name="run">The run's folder; null where nothing is kept.</param>
/// <param name="log">The metrics log.</param>
/// <param name="step">The run's step.</param>
/// <param name="learningRate">The learning rate in force.</param>
/// <param name="options">Epochs and intervals.</param>
/// <param name="observers">Receive every topology update.</param>
internal sealed class RunMetrics(
    RunDirectory? run,
    MetricsLog log,
    TrainingStep step,
    ILearningRateSchedule learningRate,
    TrainingOptions options,
    TrainingObservers observers)
{
    private long _lines;
    private double? _unreportedMilliseconds;

    /// <summary>Gets the meter of steps and of reads of the loss.</summary>
    public ThroughputMeter Throughput { get; } = new();

    private static long PeakResidentBytes
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return process.PeakWorkingSet64;
        }
    }

    private TrainingProgress Progress => step.Progress;

    private int EpochsDone => Math.Min(options.Epochs, Progress.Epoch);

    private int EpochInProgress => Math.Min(options.Epochs, Progress.Epoch + 1);

    /// <summary>
    /// Creates the run's folder if need be; starts to count the seconds, and the lines after those that its file has.
    /// </summary>
    /// <exception cref="TrainingException">The folder cannot be created.</exception>
    public void Start()
    {
        run?.Create();
        log.Start();
        _lines = run?.CountMetrics() ?? 0;
        KeepLines();
    }

    /// <summary>
    /// Records that the lines so far belong to the run's progress: a run resumed from it does not write them again.
    /// </summary>
    public void KeepLines() => Progress.MetricsLines = run is null ? null : _lines;

    /// <summary>Adds the losses on the device to the run's counters; blocks until the backend is done.</summary>
    /// <exception cref="TrainingException">The losses are no longer finite.</exception>
    public void TakeLoss()
    {
        Throughput.Start();
        var loss = step.TakeLoss();
        Throughput.Stop();
        RequireFinite(loss.Sum, "the training loss");
    }

    /// <summary>Copies the losses on the device into the run's progress; blocks until the backend is done.</summary>
    /// <exception cref="TrainingException">The losses are no longer finite.</exception>
    public void HoldLoss()
    {
        Throughput.Start();
        var loss = step.HoldLoss();
        Throughput.Stop();
        RequireFinite(loss.Sum, "the training loss");
    }

    /// <summary>Checks that a loss is finite.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="what">The name of the loss in the message.</param>
    /// <exception cref="TrainingException">The loss is not finite.</exception>
    public void RequireFinite(double loss, string what)
    {
        if (!double.IsFinite(loss))
        {
            string kept = run is { HasCheckpoint: true } ? $" {run.OlderCheckpointSentence}" : string.Empty;
            throw new TrainingException(
                $"{what} became {loss} in epoch {Progress.Epoch + 1} by step {Progress.Step}.{kept}")
            {
                Cause = TrainingFailure.LossNotFinite,
                Kept = kept,
            };
        }
    }

    /// <summary>Reports the steps since the last report.</summary>
    public void ReportSteps()
    {
        TakeLoss();
        double loss = Progress.UnreportedLossSum / Progress.UnreportedTargetCount;
        var norms = Progress.UnreportedGradientNorms;
        var (tokensPerSecond, stepMilliseconds) = Throughput.Take();
        Write(new StepMetrics
        {
            Epoch = EpochInProgress,
            Loss = loss,
            Perplexity = PerplexityOf(loss),
            Lr = learningRate.Rate,
            GradientNorm = norms.Mean(),
            ClippedShare = norms.ClippedShare(),
            TokensPerSecond = tokensPerSecond,
            StepMs = stepMilliseconds,
            PeakRssBytes = PeakResidentBytes,
        });
        Progress.UnreportedLossSum = 0;
        Progress.UnreportedTargetCount = 0;
        Progress.UnreportedGradientNorms = default;
    }

    /// <summary>
    /// Reports the epoch whose last step is done. Until its validation is done, a resumed run does both again.
    /// </summary>
    public void ReportEpoch()
    {
        TakeLoss();
        double loss = Progress.EpochLossSum / Progress.EpochTargetCount;
        Write(new EpochMetrics
        {
            Epoch = EpochInProgress,
            Loss = loss,
            Perplexity = PerplexityOf(loss),
            Lr = learningRate.Rate,
            GradientNorm = Progress.EpochGradientNorms.Mean(),
            ClippedShare = Progress.EpochGradientNorms.ClippedShare(),
            FlopsPaper = Progress.FlopsPaper,
            FlopsActual = Progress.FlopsActual,
            PeakRssBytes = PeakResidentBytes,
        }, isRepeated: true);
    }

    /// <summary>Reports an evaluation.</summary>
    /// <param name="split">The split's name.</param>
    /// <param name="evaluation">The evaluation.</param>
    /// <param name="weights">
    /// The weights that were evaluated at a run's end, best or last; null for an epoch's validation.
    /// </param>
    /// <exception cref="TrainingException">Its loss is no longer finite.</exception>
    public void ReportEvaluation(string split, Evaluation evaluation, string? weights)
    {
        RequireFinite(evaluation.Loss, $"the {split} loss");
        Write(new EvaluationMetrics
        {
            Epoch = weights switch
            {
                EvaluationMetrics.BestWeights => Progress.BestEpoch,
                EvaluationMetrics.LastWeights => Progress.Epoch,
                _ => EpochInProgress,
            },
            Split = split,
            Weights = weights,
            Loss = evaluation.Loss,
            Perplexity = PerplexityOf(evaluation.Loss),
            Accuracy = evaluation.Accuracy,
            Rmse = evaluation.Rmse,
            Mae = evaluation.Mae,
        }, isRepeated: weights is null);
    }

    /// <summary>Records a topology update; updates more frequent than step reports are reported together.</summary>
    /// <param name="update">The update; null for none.</param>
    public void Note(TopologyUpdate? update)
    {
        if (update is null)
        {
            return;
        }

        observers.TopologyUpdate(update);
        Progress.UnreportedChanges = Progress.UnreportedChanges.Add(update);
        Progress.UnreportedRate = update.Rate;
        _unreportedMilliseconds = (_unreportedMilliseconds ?? 0) + update.Milliseconds;
        if (!update.IsFrequent || Progress.Step >= Progress.NextTopologyReport)
        {
            ReportTopology();
        }
    }

    /// <summary>Reports the topology updates that are not reported yet.</summary>
    public void ReportNotedUpdates()
    {
        if (Progress.UnreportedChanges != default)
        {
            ReportTopology();
        }
    }

    /// <summary>Reports the run's final figures.</summary>
    public void ReportSummary()
    {
        var account = step.Account;
        var parameters = step.Parameters;
        var topology = step.Topology.State;
        Write(new RunSummary
        {
            Epoch = EpochsDone,
            Loss = Progress.BestLoss,
            Perplexity = PerplexityOf(Progress.BestLoss),
            Accuracy = Progress.BestAccuracy,
            Nnz = account.WeightCount,
            Density = account.WeightDensity,
            ExplorationRate = topology.ExplorationRate,
            FlopsPaper = Progress.FlopsPaper,
            FlopsActual = Progress.FlopsActual,
            Densities = account.SparseDensities,
            InferenceFlopsPerToken = account.ForwardFlopsPerToken,
            WeightBytes = parameters.Sum(parameter => parameter.Weight.Values.LengthInBytes),
            PatternBytes = parameters.Sum(
                parameter => parameter.Weight.LengthInBytes - parameter.Weight.Values.LengthInBytes),
            GradientBytes = parameters.Sum(parameter => parameter.Gradient.Buffer.LengthInBytes),
            OptimizerBytes = parameters.Sum(parameter => parameter.StateLengthInBytes)
                + topology.DenseMomentumLengthInBytes,
            ActivationBytes = step.Tape.LengthInBytes,
            PeakRssBytes = PeakResidentBytes,
        });
    }

    private double? PerplexityOf(double? loss) => step.HasPerplexity ? Evaluation.PerplexityOf(loss) : null;

    private void ReportTopology()
    {
        var changes = Progress.UnreportedChanges;
        Write(new TopologyMetrics
        {
            Epoch = Progress.StepInEpoch > 0 ? EpochInProgress : EpochsDone,
            PruneRate = Progress.UnreportedRate,
            Nnz = step.Account.SparseNnz,
            Density = step.Account.SparseDensity,
            Densities = step.Account.SparseDensities,
            Pruned = changes.Pruned,
            Regrown = changes.Regrown,
            Survivors = changes.Survivors,
            ExplorationRate = step.Topology.State.ExplorationRate,
            TopologyMs = _unreportedMilliseconds,
        });
        Progress.UnreportedChanges = default;
        Progress.UnreportedRate = null;
        _unreportedMilliseconds = null;
        Progress.NextTopologyReport = Progress.Step + options.LogEvery;
    }

    private void Write(MetricsEvent line, bool isRepeated = false)
    {
        log.Write(line, Progress.Step);
        _lines++;
        if (!isRepeated)
        {
            KeepLines();
        }
    }
}
