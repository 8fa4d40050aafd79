using System.Diagnostics;
using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.Optimizers;
using StRnn.Sparsity.Initialization;

namespace StRnn.Sparsity.Topology;

/// <summary>
/// When, and with what inputs, <see cref="TopologyUpdater"/> runs. The update of an epoch's end is planned and applied
/// after the epoch's validation, so that the validated weights are the trained ones. A rule that looks at the gradient
/// decides while its step's memory is valid; if the step ends an epoch, the plan is held until the validation is done.
/// </summary>
internal sealed class TopologyDriver : IDisposable
{
    private readonly IBackend _backend;
    private readonly IReadOnlyList<Parameter> _parameters;
    private readonly ulong _seed;
    private TopologyPlan? _held;
    private TimeSpan _planning;

    public TopologyDriver(
        IBackend backend,
        TopologySchedule schedule,
        IOptimizer optimizer,
        IReadOnlyList<Parameter> parameters,
        ulong seed)
    {
        _backend = backend;
        _parameters = parameters;
        _seed = seed;
        Schedule = schedule;
        State = new TopologyState(backend, schedule, optimizer, parameters);
    }

    /// <summary>Gets the schedule of the updates.</summary>
    public TopologySchedule Schedule { get; }

    /// <summary>Gets the state that the method keeps between updates.</summary>
    public TopologyState State { get; }

    /// <summary>Gets a value indicating whether the model has the sparsity of its method.</summary>
    public bool IsSettled
    {
        get
        {
            Parameter[] matrices = [.. _parameters.Where(parameter => parameter.CanBeSparse)];
            return Schedule.IsSettled(
                [.. matrices.SelectMany(MatrixShape.GroupsOf)],
                matrices.Sum(parameter => (long)parameter.Weight.ParameterCount));
        }
    }

    /// <summary>Draws patterns and initial values.</summary>
    /// <param name="sparseRangeScale">The factor of the initial range of sparse tensors.</param>
    public void Initialize(double sparseRangeScale)
    {
        var method = Schedule.Method;
        ModelInitializer.Initialize(
            _backend, _parameters, method.Initializer, _seed, sparseRangeScale, method.HasConstantFanIn);
        State.Initialize();
    }

    /// <summary>Plans the update of a step while the step's memory is valid, and holds the plan.</summary>
    /// <param name="rule">The rule that is due.</param>
    /// <param name="tape">The tape that ran the step, whose gradients are complete.</param>
    /// <param name="progress">The run's progress.</param>
    /// <param name="step">The step's number.</param>
    public void HoldPlan(TopologyRule rule, Tape tape, ITopologyProgress progress, long step)
        => _held = Plan(rule, tape, progress, step);

    /// <summary>Applies an update; plans it if no plan is held.</summary>
    /// <param name="rule">The rule that is due.</param>
    /// <param name="tape">The tape that ran the step; null after a validation.</param>
    /// <param name="progress">The run's progress.</param>
    /// <param name="step">The number of the step that it replaces or follows.</param>
    public TopologyUpdate Update(TopologyRule rule, Tape? tape, ITopologyProgress progress, long step)
    {
        var plan = _held ?? Plan(rule, tape, progress, step);
        _held = null;
        return ApplyUpdate(rule, plan, progress);
    }

    public void Dispose() => State.Dispose();

    private TopologyPlan Plan(TopologyRule rule, Tape? tape, ITopologyProgress progress, long step)
    {
        long begun = Stopwatch.GetTimestamp();
        var plan = Updater(rule, tape).Plan(_parameters, new TopologyMoment(
            rule.Rate.RateAt(step, Schedule.TotalSteps),
            step,
            Schedule.TotalSteps,
            progress.TopologyUpdates,
            progress.MethodMemory));
        _planning = Stopwatch.GetElapsedTime(begun);
        return plan;
    }

    private TopologyUpdate ApplyUpdate(TopologyRule rule, TopologyPlan plan, ITopologyProgress progress)
    {
        long begun = Stopwatch.GetTimestamp();
        var before = State.PatternsBefore();
        var changes = Apply(rule, plan, before);
        State.TrackPatterns(before);
        if (rule.ResetsOptimizer)
        {
            State.ResetOptimizer();
            progress.OptimizerStart = plan.Moment.Step;
        }

        progress.TopologyUpdates++;
        return new TopologyUpdate(
            changes,
            rule.Amount.FollowsRate ? plan.Moment.Rate : null,
            !rule.Interval.IsDueAfterEpoch,
            (_planning + Stopwatch.GetElapsedTime(begun)).TotalMilliseconds);
    }

    private IReadOnlyList<TopologyChange> Apply(
        TopologyRule rule, TopologyPlan plan, IReadOnlyDictionary<Parameter, SparsityPattern> before)
    {
        try
        {
            return Updater(rule, null).Apply(plan);
        }
        catch (BackendOutOfMemoryException)
        {
            // Tensors that were already updated have new connections, which the saved state must include.
            if (_parameters.All(parameter => parameter.HasWeight))
            {
                State.TrackPatterns(before);
            }

            throw;
        }
    }

    private TopologyUpdater Updater(TopologyRule rule, Tape? tape) => new(rule, _seed, State.Inputs(tape));
}

/// <summary>The part of a run's progress that concerns topology updates.</summary>
internal interface ITopologyProgress
{
    /// <summary>Gets or sets the number of updates done: the random counter of the next one.</summary>
    uint TopologyUpdates { get; set; }

    /// <summary>Gets or sets the number of steps done when the optimiser last restarted.</summary>
    long OptimizerStart { get; set; }

    /// <summary>Gets the numbers that rules keep from update to update.</summary>
    IDictionary<string, double> MethodMemory { get; }
}
