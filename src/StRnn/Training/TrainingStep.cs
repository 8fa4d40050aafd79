using StRnn.Accounting;
using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Optimizers;
using StRnn.Sparsity;
using StRnn.Sparsity.Topology;
using StRnn.Training.Checkpoints;
using StRnn.Training.Metrics;

namespace StRnn.Training;

/// <summary>
/// A training step of a task, with its counters: forward pass, backward pass, the method's step rule, the optimiser,
/// and the topology update that takes the optimiser's place or follows it. Nothing else in the library calls
/// <see cref="IOptimizer.Step"/>. <see cref="Trainer"/> is a loop over it with validation, learning rate, metrics and
/// files; a loop of one's own may be another.
/// </summary>
/// <remarks>
/// Owns the task and the optimiser: disposing it frees everything. In steady state a step reads nothing from the device
/// but, every 256 steps, the norms of clipped gradients; a topology update reads what its rule looks at.
/// </remarks>
public sealed class TrainingStep : IDisposable
{
    private readonly ITrainingTask _task;
    private readonly SparseTrainingMethod _method;
    private readonly IOptimizer _optimizer;
    private readonly ulong _seed;
    private readonly LossMeter _loss;
    private readonly StepSnapshot _before;
    private bool _hasStart;
    private bool _isLoaded;

    /// <summary>Initializes the step, without allocating the model.</summary>
    /// <param name="backend">The backend that computes.</param>
    /// <param name="task">The model and its data.</param>
    /// <param name="method">The method of sparse training.</param>
    /// <param name="optimizer">Updates the weights.</param>
    /// <param name="epochs">The number of epochs, which the method's schedules span.</param>
    /// <param name="seed">The seed of every random stream.</param>
    /// <exception cref="TrainingException">The method and the optimiser do not go together.</exception>
    public TrainingStep(
        IBackend backend,
        ITrainingTask task,
        SparseTrainingMethod method,
        IOptimizer optimizer,
        int epochs,
        ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(backend);
        _task = task ?? throw new ArgumentNullException(nameof(task));
        _method = method ?? throw new ArgumentNullException(nameof(method));
        _optimizer = optimizer ?? throw new ArgumentNullException(nameof(optimizer));
        _seed = seed;
        var schedule = new TopologySchedule(method, task.StepsPerEpoch, epochs);
        OptimizerRequirements.Check(schedule, optimizer);
        Topology = new TopologyDriver(backend, schedule, optimizer, task.Parameters, seed);
        method.StepRule?.Begin(task.UnitStructures);
        Tape = new Tape(backend);
        _loss = new LossMeter(backend);
        _before = new StepSnapshot(backend, [.. task.CarriedState.Select(each => each.Value.Values), _loss.Sum]);
    }

    /// <summary>Gets the model's parameters.</summary>
    public IReadOnlyList<Parameter> Parameters => _task.Parameters;

    /// <summary>Gets a value indicating whether exp(loss) is a perplexity.</summary>
    public bool HasPerplexity => _task.HasPerplexity;

    /// <summary>Gets the tape that steps run on, for evaluations between them.</summary>
    public Tape Tape { get; }

    /// <summary>Gets the counters of the run.</summary>
    public TrainingProgress Progress { get; private set; } = new();

    /// <summary>Gets the state of the weights.</summary>
    public RunPhase Phase { get; internal set; }

    /// <summary>Gets the current costs of the model.</summary>
    public ModelAccount Account { get; private set; } = new([]);

    /// <summary>Gets the number of training steps of the whole run.</summary>
    public long TotalSteps => Topology.Schedule.TotalSteps;

    /// <summary>Gets the optimiser, if it averages weights; null for others.</summary>
    internal IAveragingOptimizer? Averaging => _optimizer as IAveragingOptimizer;

    /// <summary>Gets the topology updates.</summary>
    internal TopologyDriver Topology { get; }

    /// <summary>Draws patterns and initial values: the start of a new run.</summary>
    /// <param name="sparseRangeScale">The factor of the initial range of sparse tensors; 1 as published.</param>
    /// <exception cref="InvalidOperationException">The model has weights of a checkpoint.</exception>
    public void Initialize(double sparseRangeScale = 1)
    {
        if (_isLoaded || (!_hasStart && Parameters.Any(parameter => parameter.HasWeight)))
        {
            throw new InvalidOperationException(
                "The model has weights already, and Initialize would replace them by random ones: to train on from a "
                + "checkpoint, call StartFrom and leave Initialize out.");
        }

        Topology.Initialize(sparseRangeScale);
        Continue(new TrainingProgress());
        _task.BeginEpoch();
    }

    /// <summary>
    /// Starts a new run from the weights of a checkpoint: values, patterns and explored positions are its own; step
    /// counts, optimiser state and schedules begin anew. The method's initialiser is not used.
    /// </summary>
    /// <param name="checkpoint">The path of the checkpoint, of a model with the same parameters.</param>
    /// <exception cref="CheckpointException">
    /// The file is damaged or belongs to another model, or it is dense where the method starts sparse, or sparse where
    /// the method takes a dense model.
    /// </exception>
    public void StartFrom(string checkpoint)
    {
        StartingWeights.RequireFit(checkpoint, _method, Parameters);
        Checkpoint.LoadStart(
            checkpoint,
            Tape.Backend,
            Parameters,
            reader => Topology.State.StartFrom(new TopologyStateReader(reader)));
        _isLoaded = true;
        Continue(new TrainingProgress());
        _task.BeginEpoch();
    }

    /// <summary>Checks that a dense-to-sparse method ends before a validation.</summary>
    /// <exception cref="TrainingException">The check fails.</exception>
    public void RequireSparseBeforeLastValidation()
    {
        if (Topology.Schedule.TooLateEnd() is { } settled)
        {
            throw new TrainingException(
                $"{_method.Name} would reach its sparsity at step {settled} of {TotalSteps}, "
                + "after the last validation: train more epochs.")
            {
                Cause = TrainingFailure.SparseTooLate,
            };
        }
    }

    /// <summary>Trains one step.</summary>
    /// <param name="learningRate">η.</param>
    /// <exception cref="InvalidOperationException">There was no start.</exception>
    public StepResult Run(double learningRate)
    {
        RequireStarted();
        _before.Take();
        Phase = RunPhase.Computing;
        foreach (var parameter in Parameters)
        {
            parameter.ClearGradient();
        }

        long number = Progress.Step + 1;
        bool keepsFactors = Topology.Schedule.KeepsFactors(number);
        Tape.Begin(new StepContext(IsTraining: true, _seed, (uint)Progress.Step, keepsFactors));
        var count = _task.Forward(Tape, Progress.Epoch, Progress.StepInEpoch, _loss.Sum);
        Tape.Backward();
        var rule = Topology.Schedule.RuleAt(number);
        if (rule is { ReplacesStep: true })
        {
            foreach (var parameter in Parameters)
            {
                parameter.CompleteGradient();
            }
        }
        else
        {
            UpdateWeights(number, learningRate);
        }

        Count(count, Topology.Schedule.HasDenseGradient(number));
        if (rule is not null)
        {
            return new StepResult(count, UpdateAfterStep(rule, number));
        }

        Phase = RunPhase.Ready;
        return new StepResult(count, null);
    }

    /// <summary>
    /// Ends an epoch: counts it, and prepares the task for the next one. Validate before it, and call
    /// <see cref="UpdateAfterEpoch"/> after it.
    /// </summary>
    public void EndEpoch()
    {
        Progress.Epoch++;
        Progress.StepInEpoch = 0;
        Progress.EpochLossSum = 0;
        Progress.EpochTargetCount = 0;
        Progress.EpochGradientNorms = default;
        _task.BeginEpoch();
    }

    /// <summary>Applies the topology update of an epoch's end, if it is due.</summary>
    /// <returns>The update; null for none.</returns>
    public TopologyUpdate? UpdateAfterEpoch()
    {
        if (Topology.Schedule.RuleAfterEpoch(Progress.Step) is not { } rule)
        {
            return null;
        }

        return UpdateTopology(rule, null, Progress.Step);
    }

    /// <summary>
    /// Puts the average of the weights in their place, for an evaluation, where the optimiser keeps one. No step may
    /// run before it is disposed.
    /// </summary>
    /// <returns>What puts the weights back; null where nothing is averaged.</returns>
    public IDisposable? UseAverages()
        => Averaging is { State.IsAveraging: true, State.Steps: > 0 }
            ? new AveragedWeights(Parameters, _optimizer.StateNames.ToList().IndexOf(IAveragingOptimizer.AverageName))
            : null;

    /// <summary>
    /// Reads the losses and gradient norms since the last call, and adds them to the run's counters; blocks until the
    /// backend is done.
    /// </summary>
    /// <returns>The losses.</returns>
    public LossSum TakeLoss()
    {
        var loss = _loss.Read();
        _loss.Reset();
        Progress.EpochLossSum += loss.Sum;
        Progress.EpochTargetCount += loss.Targets;
        Progress.UnreportedLossSum += loss.Sum;
        Progress.UnreportedTargetCount += loss.Targets;
        Progress.PendingLossSum = 0;
        Progress.PendingTargetCount = 0;
        TakeGradientNorms();
        return loss;
    }

    /// <summary>Frees the model, the optimiser and all activation memory.</summary>
    public void Dispose()
    {
        foreach (var parameter in Parameters)
        {
            parameter.Dispose();
        }

        Topology.Dispose();
        _optimizer.Dispose();
        _task.Dispose();
        Tape.Dispose();
        _loss.Dispose();
        _before.Dispose();
    }

    /// <summary>Reads the losses since they were last discarded; blocks until the backend is done.</summary>
    internal LossSum ReadLoss() => _loss.Read();

    /// <summary>
    /// Copies the losses that are still on the device into the progress, for a checkpoint, without ending their sum: a
    /// resumed run adds to it in the same order, to the last bit. Blocks until the backend is done.
    /// </summary>
    internal LossSum HoldLoss()
    {
        var loss = _loss.Read();
        Progress.PendingLossSum = loss.Sum;
        Progress.PendingTargetCount = loss.Targets;
        TakeGradientNorms();
        return loss;
    }

    /// <summary>
    /// Undoes a step that failed in <see cref="RunPhase.Computing"/>: carried state and losses are again those of the
    /// previous step.
    /// </summary>
    internal void UndoComputing()
    {
        _before.Restore();
        Phase = RunPhase.Ready;
    }

    /// <summary>Discards the losses since the last call, without a read.</summary>
    internal void ForgetLoss()
    {
        _loss.Reset();
        Progress.PendingLossSum = 0;
        Progress.PendingTargetCount = 0;
    }

    /// <summary>Continues from weights that were drawn or restored.</summary>
    /// <param name="progress">The run's progress with these weights.</param>
    internal void Continue(TrainingProgress progress)
    {
        Progress = progress;
        _hasStart = true;
        _loss.Restore(new LossSum(progress.PendingLossSum, progress.PendingTargetCount));
        Phase = RunPhase.Ready;
        Recount();
    }

    /// <summary>Updates the costs of the model after its connections changed.</summary>
    internal void Recount() => Account = ModelAccount.Of(Parameters);

    /// <summary>Checks that weights were drawn or loaded.</summary>
    /// <exception cref="InvalidOperationException">They were not.</exception>
    internal void RequireStarted()
    {
        if (!_hasStart)
        {
            throw new InvalidOperationException(
                "The run has no start: call Initialize for random weights, StartFrom for those of a checkpoint, or "
                + "Resume to go on with a run.");
        }
    }

    private void UpdateWeights(long number, double learningRate)
    {
        Phase = RunPhase.Updating;
        long optimizerStep = number - Progress.OptimizerStart;
        var moment = new StepMoment(Progress.Step, TotalSteps, learningRate);
        _method.StepRule?.BeforeUpdate(Tape, Parameters, moment);
        _optimizer.Step(Parameters, learningRate, optimizerStep);
        _method.StepRule?.AfterUpdate(Tape, Parameters, moment);
        Topology.State.Accumulate(Tape, optimizerStep);
    }

    private void TakeGradientNorms()
    {
        var norms = _optimizer.TakeGradientNorms();
        double clip = _optimizer.ClipNorm;
        Progress.EpochGradientNorms = Progress.EpochGradientNorms.Add(norms, clip);
        Progress.UnreportedGradientNorms = Progress.UnreportedGradientNorms.Add(norms, clip);
    }

    private void Count(StepSize count, bool hasDenseGradient)
    {
        Phase = RunPhase.Updating;
        _loss.Count(count.Targets);
        Progress.Step++;
        Progress.StepInEpoch++;
        Progress.TargetCount += count.Targets;
        Progress.TokenCount += count.Tokens;
        Progress.FlopsPaper += Account.TrainingFlopsPaper(count.Tokens, count.Targets, hasDenseGradient);
        Progress.FlopsActual += Account.TrainingFlops(count.Tokens, count.Targets, hasDenseGradient);

        // Whether or not this step's optimiser ran: no more norms than the device keeps come between two of these.
        if (Progress.Step % GradientNorm.WindowLength == 0)
        {
            TakeGradientNorms();
        }
    }

    private TopologyUpdate? UpdateAfterStep(TopologyRule rule, long number)
    {
        bool endsEpoch = Topology.Schedule.EndsEpoch(number);
        if (rule.LooksAtGradient)
        {
            // Nothing may be saved without the plan: a resumed run has no gradient to make it from.
            Phase = RunPhase.UpdateHeld;
            Topology.HoldPlan(rule, Tape, Progress, number);
        }
        else if (endsEpoch)
        {
            Phase = RunPhase.Ready;
        }

        return endsEpoch ? null : UpdateTopology(rule, Tape, number);
    }

    private TopologyUpdate UpdateTopology(TopologyRule rule, Tape? tape, long number)
    {
        // An update that runs out of memory leaves every weight whole, as before or as after it, and a later update
        // does not ask what this one did: it is better saved half applied than lost with the steps before it.
        Phase = RunPhase.Ready;
        try
        {
            var update = Topology.Update(rule, tape, Progress, number);
            Recount();
            return update;
        }
        catch (BackendOutOfMemoryException) when (Parameters.Any(parameter => !parameter.HasWeight))
        {
            Phase = RunPhase.Broken;
            throw;
        }
    }
}

/// <summary>The result of a training step.</summary>
/// <param name="Count">The amount of data.</param>
/// <param name="Update">The topology update that replaced or followed the step; null for none.</param>
public readonly record struct StepResult(StepSize Count, TopologyUpdate? Update);
