using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Reference;
using StRnn.Optimizers;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Schedules;
using StRnn.Sparsity.Topology;
using StRnn.Training;
using StRnn.Training.Metrics;
using StRnn.Training.Observers;

namespace StRnn.Tests.Training;

/// <summary>A training that is watched, logged, measured, stopped and run beside the caller.</summary>
[NonParallelizable]
public sealed class ObserverTests
{
    private string _folder = string.Empty;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("strnn-observer-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void An_observer_is_told_everything_in_order()
    {
        using var backend = new ReferenceBackend<float>();
        var seen = new Recorder();
        using var trainer = NewTrainer(backend, NewRun("run"));
        trainer.Observe(seen);
        trainer.Initialize();
        trainer.Run();
        Assert.That(seen.Told[0], Is.EqualTo("start 0"));
        Assert.That(seen.Told[^1], Is.EqualTo("end True"));
        Assert.That(seen.Told.Count(each => each.StartsWith("step ", StringComparison.Ordinal)), Is.EqualTo(18));
        Assert.That(seen.Told.Count(each => each == "topology"), Is.EqualTo((int)trainer.Progress.TopologyUpdates));
        Assert.That(
            seen.Told.SkipWhile(each => each != "step 6").TakeWhile(each => each != "step 7"),
            Is.EqualTo(new[]
            {
                "step 6", "metrics step", "metrics epoch", "metrics eval", "checkpoint best.safetensors", "topology",
                "metrics topology", "checkpoint last.safetensors",
            }));
    }

    /// <summary>Stopped by a callback and resumed, a run ends as the one that was let alone.</summary>
    [Test]
    public void A_callback_stops_the_training_without_an_exception([Values(1, 4, 6, 11)] int after)
    {
        using var backend = new ReferenceBackend<float>();
        var (whole, parts) = (NewRun("whole"), NewRun("parts"));
        using (var trainer = NewTrainer(backend, whole))
        {
            trainer.Initialize();
            trainer.Run();
        }

        var seen = new Recorder { StopAfter = after };
        using (var trainer = NewTrainer(backend, parts))
        {
            trainer.Observe(seen);
            trainer.Initialize();
            Assert.That(trainer.Run(), Is.EqualTo(TrainingOutcome.Interrupted));
            Assert.That(seen.Told[^1], Is.EqualTo("end False"));
        }

        using (var trainer = NewTrainer(backend, parts))
        {
            trainer.Resume();
            Assert.That(trainer.Progress.Step, Is.EqualTo(after));
            Assert.That(trainer.Run(), Is.EqualTo(TrainingOutcome.Completed));
        }

        RunFiles.AssertSame(parts, whole, "stopped");
    }

    /// <summary>Cancelled within a validation or a final evaluation, a run repeats it and no step.</summary>
    [Test]
    public void An_evaluation_can_be_cancelled([Values(1, 2, 3, 4)] int evaluation, [Values] bool holdsPlan)
    {
        using var backend = new ReferenceBackend<float>();
        var (whole, parts) = (NewRun("whole"), NewRun("parts"));
        var method = holdsPlan
            ? SparseTrainingMethod.RigL(new UniformInitializer(0.6), 0.3, new UpdateInterval(6))
            : null;
        using (var trainer = NewTrainer(backend, whole, method: method))
        {
            trainer.Initialize();
            trainer.Run();
        }

        using var cancellation = new CancellationTokenSource();
        var task = new SlowEvaluationTask(new SequenceTask(backend, hidden: 24), evaluation, cancellation);
        using (var trainer = NewTrainer(backend, parts, task, method))
        {
            trainer.Initialize();
            Assert.That(trainer.Run(cancellation.Token), Is.EqualTo(TrainingOutcome.Interrupted));
            Assert.That(task.Evaluations, Is.EqualTo(evaluation));
        }

        using (var trainer = NewTrainer(backend, parts, method: method))
        {
            trainer.Resume();
            Assert.That(trainer.Run(), Is.EqualTo(TrainingOutcome.Completed));
        }

        RunFiles.AssertSame(parts, whole, "cancelled");
    }

    [Test]
    public async Task It_runs_beside_the_caller_and_reports_progress()
    {
        using var backend = new ReferenceBackend<float>();
        var lines = new List<MetricsEvent>();
        using var trainer = NewTrainer(backend, run: null);
        trainer.Observe(new Progress(lines));
        trainer.Initialize();
        var running = trainer.RunAsync();
        Assert.That(await running, Is.EqualTo(TrainingOutcome.Completed));
        Assert.That(lines.OfType<EpochMetrics>().Count(), Is.EqualTo(3));
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        using var other = NewTrainer(backend, run: null);
        other.Initialize();
        Assert.That(await other.RunAsync(cancelled.Token), Is.EqualTo(TrainingOutcome.Interrupted));
    }

    [Test]
    public void A_log_has_a_line_for_each_thing_that_happens()
    {
        using var backend = new ReferenceBackend<float>();
        var log = new ListLogger();
        using var trainer = NewTrainer(backend, NewRun("run"));
        trainer.LogTo(log);
        trainer.Initialize();
        trainer.Run();
        Assert.That(log.Lines[0], Does.StartWith("Information: Training on reference from step 0 of 18 with "));
        Assert.That(log.Lines[^1], Does.StartWith("Information: Training completed after step 18; best validation "));
        foreach (string expected in new[]
        {
            "Debug: Step 6 of 18: loss ", "Information: Epoch 1: training loss ", "Information: Epoch 3: valid loss ",
            "Debug: Topology update after step 6: ", "Debug: Checkpoint written to ",
            "Information: Epoch 3: test loss ",
        })
        {
            Assert.That(log.Lines, Has.Some.StartsWith(expected));
        }
    }

    [Test]
    public void A_meter_and_activities_report_the_training()
    {
        var measured = new Dictionary<string, List<(double Value, string? Backend)>>();
        using var meters = new MeterListener();
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == StRnnTelemetry.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        meters.Start();
        var activities = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == StRnnTelemetry.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activities.Add,
        };
        ActivitySource.AddActivityListener(listener);

        using var backend = new ReferenceBackend<float>();
        using var trainer = NewTrainer(backend, run: null);
        trainer.Initialize();
        trainer.Run();

        double Sum(string name) => measured[name].Sum(each => each.Value);
        Assert.Multiple(() =>
        {
            Assert.That(Sum(StRnnTelemetry.Tokens), Is.EqualTo(trainer.Progress.TokenCount));
            Assert.That(measured[StRnnTelemetry.StepDuration], Has.Count.EqualTo(18));
            Assert.That(measured[StRnnTelemetry.StepDuration].Select(each => each.Value), Is.All.InRange(1e-7, 60));
            Assert.That(measured[StRnnTelemetry.Loss], Has.Count.EqualTo(6), "every 3 of 18 steps");
            Assert.That(measured[StRnnTelemetry.GradientNorm], Has.Count.EqualTo(6));
            Assert.That(Sum(StRnnTelemetry.TopologyUpdates), Is.EqualTo(trainer.Progress.TopologyUpdates));
            Assert.That(measured[StRnnTelemetry.Nonzeros][^1].Value, Is.EqualTo(trainer.Nonzeros));
            Assert.That(Sum(StRnnTelemetry.ClippedSteps), Is.EqualTo(18), "the clip norm is tiny");
            Assert.That(measured.SelectMany(each => each.Value), Has.All.Matches<(double, string?)>(
                each => each.Item2 == "reference"));
            Assert.That(
                activities.CountBy(activity => activity.OperationName),
                Is.EquivalentTo(new Dictionary<string, int>
                {
                    [StRnnTelemetry.TrainingActivity] = 1,
                    [StRnnTelemetry.EpochActivity] = 3,
                    [StRnnTelemetry.EvaluationActivity] = 4,
                    [StRnnTelemetry.TopologyActivity] = (int)trainer.Progress.TopologyUpdates,
                }));
            var training = activities.Single(each => each.OperationName == StRnnTelemetry.TrainingActivity);
            Assert.That(
                activities.Where(each => each.OperationName == StRnnTelemetry.EpochActivity)
                    .Select(each => each.Parent),
                Is.All.SameAs(training));
            Assert.That(
                activities.Where(each => each.OperationName == StRnnTelemetry.TopologyActivity)
                    .Select(each => each.Duration),
                Is.All.GreaterThan(TimeSpan.Zero));
        });

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (!measured.TryGetValue(instrument.Name, out var values))
            {
                measured[instrument.Name] = values = [];
            }

            values.Add((value, tags is [var tag] ? tag.Value as string : null));
        }
    }

    [Test]
    public void A_training_that_fails_says_so_in_its_activity()
    {
        Activity? last = null;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == StRnnTelemetry.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => last = activity,
        };
        ActivitySource.AddActivityListener(listener);
        using var backend = new ReferenceBackend<float>();
        using var trainer = NewTrainer(backend, run: null);
        trainer.Observe(new MetricsObserver(_ => throw new InvalidOperationException("the display is gone")));
        trainer.Initialize();
        Assert.That(() => trainer.Run(), Throws.InvalidOperationException);
        Assert.That(last!.OperationName, Is.EqualTo(StRnnTelemetry.TrainingActivity));
        Assert.That(last.Status, Is.EqualTo(ActivityStatusCode.Error));
        Assert.That(last.StatusDescription, Is.EqualTo("the display is gone"));
    }

    /// <summary>Whoever listens: a step tells its observers without an object.</summary>
    [Test]
    public void Telling_a_step_allocates_nothing([Values] bool listens)
    {
        using var meters = new MeterListener();
        long heard = 0;
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (listens && instrument.Meter.Name == StRnnTelemetry.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<long>((_, _, _, _) => heard++);
        meters.SetMeasurementEventCallback<double>((_, _, _, _) => heard++);
        meters.Start();
        using var backend = new ReferenceBackend<float>();
        using var trainer = NewTrainer(backend, run: null);
        var observers = new TrainingObservers(trainer);
        var step = new StepDone(10, 10, 0.5, TimeSpan.FromMilliseconds(1));
        observers.Step(step);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            observers.Step(step);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(heard, listens ? Is.EqualTo(2 * 1_001) : Is.Zero);
    }

    /// <summary>Another thread may ask before the one that trains has begun.</summary>
    [Test]
    public void A_stop_that_is_asked_for_before_the_start_is_not_lost()
    {
        using var backend = new ReferenceBackend<float>();
        using var trainer = NewTrainer(backend, run: null);
        trainer.Initialize();
        trainer.RequestStop();
        Assert.That(trainer.Run(), Is.EqualTo(TrainingOutcome.Interrupted));
        Assert.That(trainer.Progress.Step, Is.Zero);
        Assert.That(trainer.Run(), Is.EqualTo(TrainingOutcome.Completed), "it was obeyed, once");
    }

    private RunDirectory NewRun(string name) => new(Path.Combine(_folder, name));

    private static Trainer NewTrainer(
        IBackend backend, RunDirectory? run, ITrainingTask? task = null, SparseTrainingMethod? method = null)
        => new(
            backend,
            task ?? new SequenceTask(backend, hidden: 24),
            method ?? SparseTrainingMethod.SparseTopology(new UniformInitializer(0.6), 0.3),
            new SgdMomentum(backend, momentum: 0.9, clipNorm: 1e-3),
            new DecayAfterEpoch(1, 10, 1),
            new TrainingOptions { Epochs = 3, LogEvery = 3 },
            run);

    private sealed class Recorder : ITrainingObserver
    {
        public List<string> Told { get; } = [];

        public int StopAfter { get; init; }

        public void OnStart(ITrainingRun training) => Told.Add($"start {training.Progress.Step}");

        public void OnStep(ITrainingRun training, StepDone step)
        {
            Told.Add($"step {training.Progress.Step}");
            if (training.Progress.Step == StopAfter)
            {
                training.RequestStop();
            }
        }

        public void OnMetrics(ITrainingRun training, MetricsEvent line) => Told.Add($"metrics {line.Event}");

        public void OnTopologyUpdate(ITrainingRun training, TopologyUpdate update) => Told.Add("topology");

        public void OnCheckpoint(ITrainingRun training, string path)
            => Told.Add($"checkpoint {Path.GetFileName(path)}");

        public void OnEnd(ITrainingRun training, bool isCompleted) => Told.Add($"end {isCompleted}");
    }

    /// <summary>Is cancelled within its nth evaluation, and notices.</summary>
    private sealed class SlowEvaluationTask(SequenceTask inner, int nth, CancellationTokenSource source) : ITrainingTask
    {
        public bool HasPerplexity => inner.HasPerplexity;

        public int Evaluations { get; private set; }

        public IReadOnlyList<Parameter> Parameters => inner.Parameters;

        public IReadOnlyList<KeyValuePair<string, StRnn.Tensors.Tensor>> CarriedState => inner.CarriedState;

        public int StepsPerEpoch => inner.StepsPerEpoch;

        public string ValidationSplit => inner.ValidationSplit;

        public IReadOnlyList<string> FinalSplits => inner.FinalSplits;

        public IReadOnlyList<string> LastEpochSplits => inner.LastEpochSplits;

        public void BeginEpoch() => inner.BeginEpoch();

        public StepSize Forward(Tape tape, int epoch, int stepInEpoch, StRnn.Backends.Memory.VectorView lossSum)
            => inner.Forward(tape, epoch, stepInEpoch, lossSum);

        public Evaluation Evaluate(Tape tape, string split) => inner.Evaluate(tape, split);

        public Evaluation Evaluate(Tape tape, string split, CancellationToken cancellation)
        {
            if (++Evaluations == nth)
            {
                source.Cancel();
            }

            var evaluation = inner.Evaluate(tape, split);
            cancellation.ThrowIfCancellationRequested();
            return evaluation;
        }

        public void Dispose() => inner.Dispose();
    }

    private sealed class Progress(List<MetricsEvent> lines) : IProgress<MetricsEvent>
    {
        public void Report(MetricsEvent value) => lines.Add(value);
    }

    private sealed class ListLogger : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
            => Lines.Add($"{logLevel}: {formatter(state, exception)}");
    }
}
