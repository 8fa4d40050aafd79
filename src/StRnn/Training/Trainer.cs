using System.Diagnostics;
using StRnn.Accounting;
using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Optimizers;
using StRnn.Sparsity;
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
    private readonly SparseTrainingMethod _method;
    private readonly IOptimizer _optimizer;
    private readonly ILearningRateSchedule _learningRate;
    private readonly TrainingOptions _options;
    private readonly RunDirectory? _run;
    private readonly Action<MetricsEntry>? _observer;
    private readonly Tape _tape;
    private readonly LossMeter _loss;
    private readonly ThroughputMeter _pace = new();
    private readonly Stopwatch _elapsed = new();
    private TrainingProgress _progress = new();
    private ModelAccount? _account;

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
        _method = method ?? throw new ArgumentNullException(nameof(method));
        _optimizer = optimizer ?? throw new ArgumentNullException(nameof(optimizer));
        _learningRate = learningRate ?? throw new ArgumentNullException(nameof(learningRate));
        _options = options ?? throw new ArgumentNullException(nameof(options));
        _run = run;
        _observer = observer;
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
        || (_options.Patience > 0 && _progress.Epoch - _progress.BestEpoch >= _options.Patience);

    /// <summary>Draws patterns and initial values: the start of a new run.</summary>
    /// <param name="sparseRangeScale">Multiplies the initial range of sparse tensors; 1 as published.</param>
    public void Initialize(double sparseRangeScale = 1)
    {
        ModelInitializer.Initialize(_backend, _task.Parameters, _method.Initializer, _options.Seed, sparseRangeScale);
        foreach (var parameter in _task.Parameters)
        {
            parameter.AllocateStates(_optimizer.StateNames.Count);
        }

        _progress = new TrainingProgress();
        _task.BeginEpoch();
    }

    /// <summary>Continues from the run folder's last checkpoint; later metrics lines are cut off.</summary>
    /// <exception cref="CheckpointException">The checkpoint is damaged or belongs to another model.</exception>
    public void Resume()
    {
        var run = _run ?? throw new InvalidOperationException("A run without a folder cannot be resumed.");
        _progress = Checkpoint.Load(
            run.LastCheckpointPath, _backend, _task.Parameters, _optimizer.StateNames, _task.CarriedState);
        _learningRate.Restore(_progress.LearningRate);
        run.CutMetrics(_progress.Step);
    }

    /// <summary>Trains until the last epoch, the end of patience, the step limit or an interruption; in the last two cases the state is saved.</summary>
    /// <param name="cancellation">Asks to stop after the step in progress.</param>
    /// <exception cref="TrainingException">The loss is no longer finite, or a file cannot be written.</exception>
    public TrainingOutcome Run(CancellationToken cancellation = default)
    {
        _account = ModelAccount.Of(_task.Parameters);
        _elapsed.Restart();
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

    /// <summary>Frees the model, the optimiser and all activation memory.</summary>
    public void Dispose()
    {
        foreach (var parameter in _task.Parameters)
        {
            parameter.Dispose();
        }

        _optimizer.Dispose();
        _task.Dispose();
        _tape.Dispose();
        _loss.Dispose();
    }

    private void Step()
    {
        _pace.Start();
        foreach (var parameter in _task.Parameters)
        {
            parameter.ClearGradient();
        }

        _tape.Begin(new StepContext(IsTraining: true, _options.Seed, (uint)_progress.Step));
        var count = _task.Forward(_tape, _progress.Epoch, _progress.StepInEpoch, _loss.Sum);
        _tape.Backward();
        _optimizer.Step(_task.Parameters, _learningRate.Rate, _progress.Step + 1);
        _loss.Count(count.Targets);
        _pace.Count(count.Tokens);
        _pace.Stop();

        _progress.Step++;
        _progress.StepInEpoch++;
        _progress.TargetCount += count.Targets;
        _progress.TokenCount += count.Tokens;
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
                PeakRssBytes = PeakResidentBytes(),
            });
        }

        bool endsEpoch = _progress.StepInEpoch == _task.StepsPerEpoch;
        if (!endsEpoch && _method.Topology is { } topology && topology.Interval.IsDueAfterStep(_progress.Step))
        {
            UpdateTopology(topology);
        }

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
            FlopsPaper = Flops(_account!.TrainingFlopsPerTokenPaper),
            FlopsActual = Flops(_account.TrainingFlopsPerToken),
            PeakRssBytes = PeakResidentBytes(),
        });

        var validation = Evaluate(_task.ValidationSplit);
        _progress.Epoch++;
        _progress.StepInEpoch = 0;
        _progress.EpochLossSum = 0;
        _progress.EpochTargetCount = 0;
        _task.BeginEpoch();
        if (validation.IsBetterThan(_progress.BestLoss, _progress.BestAccuracy))
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
        if (_method.Topology is { } topology
            && (topology.Interval.IsDueAfterEpoch || topology.Interval.IsDueAfterStep(_progress.Step)))
        {
            UpdateTopology(topology);
        }

        SaveLast();
    }

    private void Finish()
    {
        bool hasBest = _run is not null && File.Exists(_run.BestCheckpointPath);
        if (hasBest)
        {
            Checkpoint.LoadWeights(_run!.BestCheckpointPath, _backend, _task.Parameters);
        }

        // Without a folder nobody kept the best: what there is are the weights of now.
        EvaluateAll(_task.FinalSplits, hasBest ? BestWeights : LastWeights);
        Report(new MetricsEntry
        {
            Event = "done",
            Loss = _progress.BestLoss,
            Perplexity = Evaluation.PerplexityOf(_progress.BestLoss),
            Accuracy = _progress.BestAccuracy,
            Nnz = _account!.WeightCount,
            Density = _account.WeightDensity,
            FlopsPaper = Flops(_account.TrainingFlopsPerTokenPaper),
            FlopsActual = Flops(_account.TrainingFlopsPerToken),
            PeakRssBytes = PeakResidentBytes(),
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

    private void UpdateTopology(TopologyRule topology)
    {
        long begun = Stopwatch.GetTimestamp();
        double rate = topology.Rate.RateAt(_progress.Step, TotalSteps);
        var changes = new TopologyUpdater(topology, _options.Seed)
            .Apply(_task.Parameters, rate, _progress.TopologyUpdates);
        _progress.TopologyUpdates++;
        Report(new MetricsEntry
        {
            Event = "topology",
            PruneRate = rate,
            Nnz = changes.Sum(change => (long)change.Nnz),
            Density = changes.Sum(change => (double)change.Nnz) / changes.Sum(change => change.Nnz / change.Density),
            Pruned = changes.Sum(change => (long)change.Pruned),
            Regrown = changes.Sum(change => (long)change.Regrown),
            Survivors = changes.Sum(change => (long)change.Survivors),
            TopologyMs = Stopwatch.GetElapsedTime(begun).TotalMilliseconds,
        });
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

    private double Flops(double perToken)
        => (perToken * _progress.TokenCount) + (_account!.TrainingFlopsPerTarget * _progress.TargetCount);

    private void RequireFinite(double loss, string what)
    {
        if (!double.IsFinite(loss))
        {
            string kept = _run is { HasCheckpoint: true } ? $" The checkpoint '{_run.LastCheckpointPath}' is from before." : string.Empty;
            throw new TrainingException(
                $"{what} became {loss} in epoch {_progress.Epoch + 1} by step {_progress.Step}: lower --lr or --clip.{kept}");
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
            Checkpoint.Save(path, _task.Parameters, _optimizer.StateNames, _task.CarriedState, _progress);
        }
    }

    private void Report(MetricsEntry entry)
    {
        var complete = entry with
        {
            Epoch = entry.Epoch ?? Math.Min(_options.Epochs, _progress.Epoch + (entry.Event is "topology" or "done" ? 0 : 1)),
            Step = _progress.Step,
            Backend = $"{_backend.Info.Name}/{_backend.Info.InstructionSet}",
            ElapsedS = _elapsed.Elapsed.TotalSeconds,
        };
        _run?.AppendMetrics(complete);
        _observer?.Invoke(complete);
    }

    private static long PeakResidentBytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
