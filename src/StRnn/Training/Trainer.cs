using StRnn.Accounting;
using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Optimizers;
using StRnn.Sparsity.Topology;
using StRnn.Tensors;
using StRnn.Training.Checkpoints;

namespace StRnn.Training;

/// <summary>
/// Trains a task with a method: steps, epochs, validation, learning rate, topology updates, checkpoints, metrics. After an epoch's last
/// step the order is that of the authors: validate, keep the best, adapt the learning rate, update the topology, checkpoint.
/// </summary>
/// <remarks>
/// Owns the task and the optimiser: disposing the trainer frees everything. A resumed run continues bit for bit as the uninterrupted
/// one would have.
/// </remarks>
public sealed class Trainer : IDisposable
{
    private const string BestWeights = "best";
    private const string LastWeights = "last";

    private readonly IBackend _backend;
    private readonly ITrainingTask _task;
    private readonly SparseTraining _sparse;
    private readonly IOptimizer _optimizer;
    private readonly ILearningRateSchedule _learningRate;
    private readonly TrainingOptions _options;
    private readonly RunDirectory? _run;
    private readonly MetricsLog _journal;
    private readonly Tape _tape;
    private readonly LossMeter _loss;
    private readonly ThroughputMeter _pace = new();
    private TrainingProgress _progress = new();
    private bool _isInStep;
    private bool _isFinishing;
    private ModelAccount _account = new([]);

    /// <summary>Puts a run together; nothing happens yet.</summary>
    /// <param name="backend">Where the arithmetic happens.</param>
    /// <param name="task">Model and data.</param>
    /// <param name="method">How the model is sparse.</param>
    /// <param name="optimizer">Updates the weights.</param>
    /// <param name="learningRate">The learning rate from epoch to epoch.</param>
    /// <param name="options">Epochs, seed, intervals.</param>
    /// <param name="run">Where metrics and checkpoints go; null to keep nothing.</param>
    /// <param name="observer">Is told every metrics line, for a progress display.</param>
    public Trainer(
        IBackend backend,
        ITrainingTask task,
        SparseTrainingMethod method,
        IOptimizer optimizer,
        ILearningRateSchedule learningRate,
        TrainingOptions options,
        RunDirectory? run = null,
        Action<MetricsEntry>? observer = null)
    {
        _backend = backend ?? throw new ArgumentNullException(nameof(backend));
        _task = task ?? throw new ArgumentNullException(nameof(task));
        ArgumentNullException.ThrowIfNull(method);
        _optimizer = optimizer ?? throw new ArgumentNullException(nameof(optimizer));
        _learningRate = learningRate ?? throw new ArgumentNullException(nameof(learningRate));
        _options = options ?? throw new ArgumentNullException(nameof(options));
        _run = run;
        _sparse = new SparseTraining(backend, method, optimizer, task.Parameters, options.Seed);
        method.StepRule?.Begin(task.UnitStructures);
        _journal = new MetricsLog(backend, options.Epochs, run, observer);
        _tape = new Tape(backend);
        _loss = new LossMeter(backend);
    }

    /// <summary>Where the run stands.</summary>
    public TrainingProgress Progress => _progress;

    /// <summary>Optimiser steps of the whole run, the span of the schedules.</summary>
    public long TotalSteps => (long)_options.Epochs * _task.StepsPerEpoch;

    /// <summary>Bytes of activation memory held between steps.</summary>
    public long ActivationLengthInBytes => _tape.LengthInBytes;

    /// <summary>Whether all epochs are done, or too many have passed without a better one.</summary>
    private bool IsOver => _progress.Epoch >= _options.Epochs
        || (_options.Patience > 0 && _progress.BestEpoch > 0 && _progress.Epoch - _progress.BestEpoch >= _options.Patience);

    private StepSpan Span => new(_progress.StepInEpoch + 1 == _task.StepsPerEpoch, TotalSteps);

    /// <summary>Draws patterns and initial values: the start of a new run.</summary>
    /// <param name="sparseRangeScale">Multiplies the initial range of sparse tensors; 1 as published.</param>
    public void Initialize(double sparseRangeScale = 1)
    {
        _sparse.Initialize(sparseRangeScale);
        _progress = new TrainingProgress();
        _task.BeginEpoch();
    }

    /// <summary>Continues from the run folder's last checkpoint; later metrics lines are cut off.</summary>
    /// <exception cref="CheckpointException">The checkpoint is damaged or belongs to another model.</exception>
    public void Resume()
    {
        var run = _run ?? throw new InvalidOperationException("A run without a folder cannot be resumed.");
        _progress = Checkpoint.Load(
            run.LastCheckpointPath, _backend, _task.Parameters, _sparse.StateNames, _task.CarriedState, _sparse.Restore);
        _learningRate.Restore(_progress.LearningRate);
        run.CutMetrics(_progress.Step);
    }

    /// <summary>Trains until the last epoch, the end of patience, the step limit or an interruption; in the last two cases the state is saved.</summary>
    /// <param name="cancellation">Asks to stop after the step in progress.</param>
    /// <exception cref="TrainingException">The loss is no longer finite, or a file cannot be written.</exception>
    /// <exception cref="BackendOutOfMemoryException">
    /// The device's memory is used up. Where the weights are those of a whole step, they were saved, as the message says.
    /// </exception>
    public TrainingOutcome Run(CancellationToken cancellation = default)
    {
        try
        {
            return RunToEnd(cancellation);
        }
        catch (BackendOutOfMemoryException error)
        {
            throw new BackendOutOfMemoryException($"{error.Message} {SaveAfterOutOfMemory()}", error);
        }
    }

    /// <summary>Frees the model, the optimiser and all activation memory.</summary>
    public void Dispose()
    {
        foreach (var parameter in _task.Parameters)
        {
            parameter.Dispose();
        }

        _sparse.Dispose();
        _optimizer.Dispose();
        _task.Dispose();
        _tape.Dispose();
        _loss.Dispose();
    }

    private TrainingOutcome RunToEnd(CancellationToken cancellation)
    {
        _isFinishing = false;
        _sparse.RequireEnd(_task.StepsPerEpoch, TotalSteps);
        _account = ModelAccount.Of(_task.Parameters);
        _journal.Start();
        long stepLimit = _options.MaxSteps > 0 ? _progress.Step + _options.MaxSteps : long.MaxValue;
        while (!IsOver)
        {
            while (_progress.StepInEpoch < _task.StepsPerEpoch)
            {
                bool interrupted = cancellation.IsCancellationRequested;
                if (interrupted || _progress.Step >= stepLimit)
                {
                    SaveLast();
                    return interrupted ? TrainingOutcome.Interrupted : TrainingOutcome.StepLimit;
                }

                Step();
                AfterStep();
            }

            EndEpoch();
        }

        Finish();
        return TrainingOutcome.Completed;
    }

    private void Step()
    {
        _isInStep = true;
        _sparse.BeginStep();
        _pace.Start();
        foreach (var parameter in _task.Parameters)
        {
            parameter.ClearGradient();
        }

        bool keepsFactors = _sparse.KeepsFactors(_progress, Span);
        _tape.Begin(new StepContext(IsTraining: true, _options.Seed, (uint)_progress.Step, keepsFactors));
        var count = _task.Forward(_tape, _progress.Epoch, _progress.StepInEpoch, _loss.Sum);
        _tape.Backward();
        TopologyUpdate? update;
        try
        {
            update = _sparse.EndStep(_tape, _progress, Span, _learningRate.Rate);
        }
        catch (BackendOutOfMemoryException) when (_sparse.Phase == StepPhase.Updated)
        {
            // The topology update failed, and the step before it is done.
            Count(count, keepsFactors);
            throw;
        }

        _pace.Count(count.Tokens);
        _pace.Stop();
        Count(count, keepsFactors);
        Note(update);
    }

    private void Count(StepCount count, bool keepsFactors)
    {
        _loss.Count(count.Targets);
        _progress.Step++;
        _progress.StepInEpoch++;
        _progress.TargetCount += count.Targets;
        _progress.TokenCount += count.Tokens;
        _progress.FlopsPaper += _account.TrainingFlopsPaper(count.Tokens, count.Targets, keepsFactors);
        _progress.FlopsActual += _account.TrainingFlops(count.Tokens, count.Targets, keepsFactors);
        _isInStep = false;
    }

    private void AfterStep()
    {
        if (_progress.Step % _options.LogEvery == 0)
        {
            var (sum, targets) = ReadLoss();
            var (tokensPerSecond, stepMilliseconds) = _pace.Take();
            Report(new MetricsEntry
            {
                Event = "step",
                Split = "train",
                Loss = sum / targets,
                Perplexity = Evaluation.PerplexityOf(sum / targets),
                Lr = _learningRate.Rate,
                TokensPerSecond = tokensPerSecond,
                StepMs = stepMilliseconds,
                PeakRssBytes = MetricsLog.PeakResidentBytes,
            });
        }

        bool endsEpoch = _progress.StepInEpoch == _task.StepsPerEpoch;
        if (!endsEpoch && _options.CheckpointEvery > 0 && _progress.Step % _options.CheckpointEvery == 0)
        {
            SaveLast();
        }
    }

    private void EndEpoch()
    {
        ReadLoss();
        double trainLoss = _progress.EpochLossSum / _progress.EpochTargetCount;
        Report(new MetricsEntry
        {
            Event = "epoch",
            Split = "train",
            Loss = trainLoss,
            Perplexity = Evaluation.PerplexityOf(trainLoss),
            Lr = _learningRate.Rate,
            FlopsPaper = _progress.FlopsPaper,
            FlopsActual = _progress.FlopsActual,
            PeakRssBytes = MetricsLog.PeakResidentBytes,
        });

        var span = Span with { EndsEpoch = true };
        var validation = Evaluate(_task.ValidationSplit);
        _progress.Epoch++;
        _progress.StepInEpoch = 0;
        _progress.EpochLossSum = 0;
        _progress.EpochTargetCount = 0;
        _task.BeginEpoch();
        if (_sparse.IsSettled && validation.IsBetterThan(_progress.BestLoss, _progress.BestAccuracy))
        {
            _progress.BestLoss = validation.Loss;
            _progress.BestAccuracy = validation.Accuracy;
            _progress.BestEpoch = _progress.Epoch;
            Save(_run?.BestCheckpointPath);
        }

        if (IsOver)
        {
            EvaluateAll(_task.LastEpochSplits, LastWeights);
        }

        _learningRate.EndEpoch(validation.Loss);
        Note(_sparse.EndEpoch(_progress, span));
        if (_progress.UnreportedChanges.Sum() > 0)
        {
            ReportTopology();
        }

        SaveLast();
    }

    private void Finish()
    {
        // From here on the weights are the best ones, and what the last step left is saved.
        _isFinishing = true;
        bool hasBest = _run is not null && File.Exists(_run.BestCheckpointPath);
        if (hasBest)
        {
            Checkpoint.LoadWeights(_run!.BestCheckpointPath, _backend, _task.Parameters);
            _account = ModelAccount.Of(_task.Parameters);
        }

        // Without a folder nobody kept the best: what there is are the weights of now.
        EvaluateAll(_task.FinalSplits, hasBest ? BestWeights : LastWeights);
        Report(new MetricsEntry
        {
            Event = "done",
            Loss = _progress.BestLoss,
            Perplexity = Evaluation.PerplexityOf(_progress.BestLoss),
            Accuracy = _progress.BestAccuracy,
            Nnz = _account.WeightCount,
            Density = _account.WeightDensity,
            ExplorationRate = _sparse.ExplorationRate,
            FlopsPaper = _progress.FlopsPaper,
            FlopsActual = _progress.FlopsActual,
            Densities = _account.SparseDensities,
            InferenceFlopsPerToken = _account.ForwardFlopsPerToken,
            WeightBytes = _task.Parameters.Sum(parameter => parameter.Weight.Values.LengthInBytes),
            PatternBytes = _task.Parameters.Sum(parameter => parameter.Weight.LengthInBytes - parameter.Weight.Values.LengthInBytes),
            GradientBytes = _task.Parameters.Sum(parameter => parameter.Gradient.Buffer.LengthInBytes),
            OptimizerBytes = _task.Parameters.Sum(parameter => parameter.StateLengthInBytes) + _sparse.DenseMomentumLengthInBytes,
            ActivationBytes = ActivationLengthInBytes,
            PeakRssBytes = MetricsLog.PeakResidentBytes,
        });
    }

    private void EvaluateAll(IReadOnlyList<string> splits, string weights)
    {
        foreach (string split in splits)
        {
            Evaluate(split, weights);
        }
    }

    private Evaluation Evaluate(string split, string? weights = null)
    {
        var evaluation = _task.Evaluate(_tape, split);
        RequireFinite(evaluation.Loss, $"the {split} loss");
        Report(new MetricsEntry
        {
            Event = "eval",
            Epoch = weights switch
            {
                BestWeights => _progress.BestEpoch,
                LastWeights => _progress.Epoch,
                _ => null,
            },
            Split = split,
            Weights = weights,
            Loss = evaluation.Loss,
            Perplexity = Evaluation.PerplexityOf(evaluation.Loss),
            Accuracy = evaluation.Accuracy,
        });
        return evaluation;
    }

    // Updates that come oftener than lines about steps are reported together.
    private void Note(TopologyUpdate? update)
    {
        if (update is null)
        {
            return;
        }

        _account = ModelAccount.Of(_task.Parameters);
        long[] changes = _progress.UnreportedChanges;
        changes[0] += update.Pruned;
        changes[1] += update.Regrown;
        changes[2] += update.Survivors;
        if (!update.IsFrequent || _progress.Step >= _progress.NextTopologyReport)
        {
            ReportTopology(update);
        }
    }

    private void ReportTopology(TopologyUpdate? last = null)
    {
        long[] changes = _progress.UnreportedChanges;
        Report(new MetricsEntry
        {
            Event = "topology",
            PruneRate = last?.Rate,
            Nnz = _account.SparseNnz,
            Density = _account.SparseDensity,
            Densities = _account.SparseDensities,
            Pruned = changes[0],
            Regrown = changes[1],
            Survivors = changes[2],
            ExplorationRate = _sparse.ExplorationRate,
            TopologyMs = last?.Milliseconds,
        });
        _progress.UnreportedChanges = [0, 0, 0];
        _progress.NextTopologyReport = _progress.Step + _options.LogEvery;
    }

    private (double Sum, long Targets) ReadLoss()
    {
        _pace.Start();
        var (sum, targets) = _loss.Take();
        _pace.Stop();
        RequireFinite(sum, "the training loss");
        _progress.EpochLossSum += sum;
        _progress.EpochTargetCount += targets;
        return (sum, targets);
    }

    private void RequireFinite(double loss, string what)
    {
        if (!double.IsFinite(loss))
        {
            string kept = _run is { HasCheckpoint: true } ? $" The checkpoint '{_run.LastCheckpointPath}' is from before." : string.Empty;
            throw new TrainingException(
                $"{what} became {loss} in epoch {_progress.Epoch + 1} by step {_progress.Step}: lower --lr or --clip.{kept}");
        }
    }

    /// <summary>Saves what there is, as <see cref="SaveLast"/> does, and says in a sentence what was kept.</summary>
    private string SaveAfterOutOfMemory()
    {
        string before = _run is { HasCheckpoint: true } ? $"The checkpoint '{_run.LastCheckpointPath}' is from before." : "Nothing was saved.";
        bool isWhole = _sparse.Phase != StepPhase.Updating && !_sparse.IsUpdatePending
            && _task.Parameters.All(parameter => parameter.HasWeight);
        if (_run is null || _progress.Step == 0 || _isFinishing || !isWhole)
        {
            return before;
        }

        try
        {
            if (_isInStep)
            {
                // The sum holds a part of the step that failed, which a resumed run repeats.
                _loss.Take();
                Save(_run.LastCheckpointPath);
            }
            else
            {
                SaveLast();
            }

            return $"The state after step {_progress.Step} was saved in '{_run.LastCheckpointPath}': free memory and continue with --resume.";
        }
        catch (Exception error) when (error is BackendException or TrainingException)
        {
            return $"It could not be saved: {error.Message} {before}";
        }
    }

    private void SaveLast()
    {
        ReadLoss();
        Save(_run?.LastCheckpointPath);
    }

    private void Save(string? path)
    {
        if (path is not null)
        {
            _progress.LearningRate = new SortedDictionary<string, double>(_learningRate.State.ToDictionary(), StringComparer.Ordinal);
            Checkpoint.Write(path, _task.Parameters, _sparse.StateNames, _task.CarriedState, _progress, _sparse.Entries());
        }
    }

    private void Report(MetricsEntry entry) => _journal.Report(entry, _progress);
}
