using System.Diagnostics;
using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.Optimizers;
using StRnn.Sparsity;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Regrowth;
using StRnn.Sparsity.Topology;
using StRnn.Tensors;
using StRnn.Training.Checkpoints;

namespace StRnn.Training;

/// <summary>
/// A method at work in a run: what it adds to a step, when its topology updates happen, what it remembers between them, and what of that a
/// checkpoint holds. A rule that looks at the gradient decides while its step's memory lasts; the update itself waits until after validation where
/// the step ends an epoch, so that what is validated and kept is what was trained.
/// </summary>
internal sealed class SparseTraining : IDisposable
{
    private const string PreviousWeights = "previous";
    private const string ExploredSuffix = "explored";

    private readonly IBackend _backend;
    private readonly SparseTrainingMethod _method;
    private readonly IOptimizer _optimizer;
    private readonly IReadOnlyList<Parameter> _parameters;
    private readonly ulong _seed;
    private readonly DenseMomentum? _momentum;
    private readonly Dictionary<string, ExploredPositions> _explored = [];
    private TopologyPlan? _pending;

    public SparseTraining(
        IBackend backend, SparseTrainingMethod method, IOptimizer optimizer, IReadOnlyList<Parameter> parameters, ulong seed)
    {
        _backend = backend;
        _method = method;
        _optimizer = optimizer;
        _parameters = parameters;
        _seed = seed;
        bool looksAtAllMomentum = Rules.Any(rule => rule.Regrowth.Needs.HasFlag(RegrowthNeeds.DenseMomentum));
        if (looksAtAllMomentum || Rules.Any(rule => rule.Redistribution.NeedsMomentum))
        {
            RequireMomentum(optimizer);
        }

        if (looksAtAllMomentum)
        {
            _momentum = new DenseMomentum(backend, optimizer);
        }
    }

    /// <summary>How far the step in progress, or the last one, has come with the weights.</summary>
    public StepPhase Phase { get; private set; }

    /// <summary>Whether an update was decided by a gradient that no checkpoint holds, and waits for the end of the epoch's validation.</summary>
    public bool IsUpdatePending => _pending is not null;

    /// <summary>The arrays kept per parameter: the optimiser's, and the method's behind them.</summary>
    public IReadOnlyList<string> StateNames
        => Rules.Any(rule => rule.KeepsPrevious) ? [.. _optimizer.StateNames, PreviousWeights] : _optimizer.StateNames;

    /// <summary>Bytes of the dense momentum, where the method has one.</summary>
    public long DenseMomentumLengthInBytes => _momentum?.LengthInBytes ?? 0;

    /// <summary>Whether the method's steps compute dense gradients.</summary>
    public bool HasDenseMomentum => _momentum is not null;

    /// <summary>R_s of all sparse tensors together: positions ever active / (rows * columns); null where the pattern never changes.</summary>
    public double? ExplorationRate
        => _explored.Count == 0 ? null : _explored.Values.Sum(each => (double)each.Count) / _explored.Values.Sum(each => each.Size);

    /// <summary>Whether the model is as sparse as the method promises: from the start, or once a dense-to-sparse method has come to its end.</summary>
    public bool IsSettled
    {
        get
        {
            if (Rules.FirstOrDefault(rule => rule.TakesDense) is not { } rule)
            {
                return true;
            }

            Parameter[] pruned = [.. _parameters.Where(parameter => parameter.CanBeSparse)];
            long final = rule.Final!.AllocateNnz([.. pruned.SelectMany(MatrixShape.GroupsOf)]).Sum(nnz => (long)nnz);
            return pruned.Sum(parameter => (long)parameter.Weight.ParameterCount) <= final;
        }
    }

    private IEnumerable<TopologyRule> Rules => new[] { _method.Start, _method.Topology }.OfType<TopologyRule>();

    /// <summary>Makes sure that a dense-to-sparse method comes to its end before a validation.</summary>
    /// <param name="stepsPerEpoch">Steps of an epoch.</param>
    /// <param name="totalSteps">Steps of the run.</param>
    /// <exception cref="TrainingException">It does not.</exception>
    public void RequireEnd(int stepsPerEpoch, long totalSteps)
    {
        if (_method.Topology is not { Final: not null } rule)
        {
            return;
        }

        // The updates of an epoch's end come after its validation, so that the last one of the run is too late.
        long interval = rule.Interval.IsDueAfterEpoch ? stepsPerEpoch : rule.Interval.Steps;
        long end = (long)Math.Ceiling(rule.FinalAt * totalSteps);
        long settled = (end + interval - 1) / interval * interval;
        if (settled >= totalSteps)
        {
            throw new TrainingException(
                $"{_method.Name} would reach its sparsity at step {settled} of {totalSteps}, after the last validation: train more epochs, or lower --update-until "
                + "or --update-every.");
        }
    }

    /// <summary>Draws patterns and initial values.</summary>
    public void Initialize(double sparseRangeScale)
    {
        ModelInitializer.Initialize(_backend, _parameters, _method.Initializer, _seed, sparseRangeScale);
        foreach (var parameter in _parameters)
        {
            parameter.AllocateStates(StateNames.Count);
            if (StateNames.Count > _optimizer.StateNames.Count)
            {
                var weight = parameter.Weight;
                _backend.Dense.Copy(
                    weight.Values.AsMatrix(1, weight.ParameterCount), parameter.States[^1].AsMatrix(1, weight.ParameterCount));
            }
        }

        _explored.Clear();
        Explore();
    }

    /// <summary>Whether a step must keep the factors of its gradients.</summary>
    public bool KeepsFactors(TrainingProgress progress, StepSpan span)
        => _momentum is not null
            || (UpdateIn(progress, span) is { } rule && rule.Regrowth.Needs.HasFlag(RegrowthNeeds.DenseGradient));

    /// <summary>Begins a step: the weights are those of the step before.</summary>
    public void BeginStep() => Phase = StepPhase.Computing;

    /// <summary>Ends a step after its backward pass: the optimiser, or a topology update in its place, or both.</summary>
    /// <param name="tape">The tape that ran the step.</param>
    /// <param name="progress">Where the run stands, before the step is counted.</param>
    /// <param name="span">The step's place in the run.</param>
    /// <param name="learningRate">η.</param>
    /// <returns>The update, if there was one.</returns>
    public TopologyUpdate? EndStep(Tape tape, TrainingProgress progress, StepSpan span, double learningRate)
    {
        var rule = UpdateIn(progress, span);
        long step = progress.Step + 1;
        if (rule is { ReplacesStep: true })
        {
            CompleteGradients();
            return Carry(rule, Plan(rule, tape, progress, span), progress);
        }

        Phase = StepPhase.Updating;
        _method.StepRule?.BeforeUpdate(tape, _parameters, progress.Step, span.TotalSteps);
        _optimizer.Step(_parameters, learningRate, step - progress.OptimizerStart);
        _method.StepRule?.AfterUpdate(tape, _parameters);
        _momentum?.Accumulate(tape, _parameters, step - progress.OptimizerStart);
        Phase = StepPhase.Updated;
        if (rule is null)
        {
            return null;
        }

        if (!span.EndsEpoch)
        {
            return Carry(rule, Plan(rule, tape, progress, span), progress);
        }

        _pending = rule.LooksAtGradient ? Plan(rule, tape, progress, span) : null;
        return null;
    }

    /// <summary>Carries out the update that an epoch's end brings, after its validation.</summary>
    /// <param name="progress">Where the run stands.</param>
    /// <param name="span">The place of the epoch's last step.</param>
    public TopologyUpdate? EndEpoch(TrainingProgress progress, StepSpan span)
    {
        if (_method.Topology is not { ReplacesStep: false } rule || !IsDue(rule, progress.Step, span))
        {
            return null;
        }

        var plan = _pending ?? Plan(rule, null, progress, span);
        _pending = null;
        return Carry(rule, plan, progress);
    }

    /// <summary>What a checkpoint holds besides weights and state arrays.</summary>
    public IEnumerable<SafetensorsEntry> Entries()
    {
        foreach (var (name, explored) in _explored)
        {
            int[] code = explored.Encode();
            yield return SafetensorsEntry.Of($"{name}.{ExploredSuffix}", code);
        }

        if (_momentum is null)
        {
            yield break;
        }

        foreach (var parameter in _parameters.Where(each => each.Weight.IsSparse))
        {
            for (int i = 0; i < _optimizer.StateNames.Count; i++)
            {
                yield return SafetensorsEntry.Of(
                    DenseName(parameter, i), [parameter.Rows, parameter.Columns], _backend, _momentum.Of(parameter)[i]);
            }
        }
    }

    /// <summary>Restores what <see cref="Entries"/> wrote.</summary>
    /// <exception cref="CheckpointException">It is missing or damaged.</exception>
    public void Restore(SafetensorsReader reader)
    {
        _explored.Clear();
        foreach (var parameter in Explorers())
        {
            string name = $"{parameter.Name}.{ExploredSuffix}";
            _explored[parameter.Name] = reader.Contains(name)
                ? ExploredPositions.Decode(parameter.Rows, parameter.Columns, reader.ReadInts(name))
                : FirstExplored(parameter);
        }

        if (_momentum is null)
        {
            return;
        }

        foreach (var parameter in _parameters.Where(each => each.Weight.IsSparse))
        {
            for (int i = 0; i < _optimizer.StateNames.Count; i++)
            {
                HostTransfer.Write(_backend, reader.ReadFloats(DenseName(parameter, i)), _momentum.Of(parameter)[i]);
            }
        }
    }

    public void Dispose() => _momentum?.Dispose();

    private static void RequireMomentum(IOptimizer optimizer)
    {
        if (!optimizer.HasMomentum)
        {
            throw new TrainingException(
                $"The method looks at the optimiser's momentum, and {optimizer.Name} keeps none: give --momentum above 0, or --optimizer adam.");
        }
    }

    private static bool IsDue(TopologyRule rule, long stepsDone, StepSpan span)
        => ((span.EndsEpoch && rule.Interval.IsDueAfterEpoch) || rule.Interval.IsDueAfterStep(stepsDone, span.TotalSteps))
            && (!rule.Amount.FollowsRate || rule.Rate.RateAt(stepsDone, span.TotalSteps) > 0);

    private string DenseName(Parameter parameter, int state) => $"{parameter.Name}.dense_{_optimizer.StateNames[state]}";

    /// <summary>The rule whose update belongs to the step in progress; null for none.</summary>
    private TopologyRule? UpdateIn(TrainingProgress progress, StepSpan span)
        => progress.Step == 0 && _method.Start is { } start ? start
            : _method.Topology is { } topology && IsDue(topology, progress.Step + 1, span) ? topology
            : null;

    private TopologyPlan Plan(TopologyRule rule, Tape? tape, TrainingProgress progress, StepSpan span)
    {
        // At an epoch's end the step is counted already, unless the plan was made before validation.
        long stepsDone = tape is null ? progress.Step : progress.Step + 1;
        var moment = new TopologyMoment(
            rule.Rate.RateAt(stepsDone, span.TotalSteps), stepsDone, span.TotalSteps, progress.TopologyUpdates, progress.Method);
        return Updater(rule, tape).Plan(_parameters, moment);
    }

    private TopologyUpdate Carry(TopologyRule rule, TopologyPlan plan, TrainingProgress progress)
    {
        long begun = Stopwatch.GetTimestamp();
        var before = _momentum is null
            ? []
            : _parameters.Where(each => each.Weight.IsSparse).ToDictionary(each => each, each => ((SparseWeight)each.Weight).Packed.ToPattern());
        var changes = Apply(rule, plan, before);
        Follow(before);
        if (rule.ResetsOptimizer)
        {
            ResetOptimizer();
            progress.OptimizerStart = plan.Moment.Step;
        }

        progress.TopologyUpdates++;
        return new TopologyUpdate(
            changes,
            rule.Amount.FollowsRate ? plan.Moment.Rate : null,
            !rule.Interval.IsDueAfterEpoch,
            Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
    }

    private IReadOnlyList<TopologyChange> Apply(TopologyRule rule, TopologyPlan plan, Dictionary<Parameter, SparsityPattern> before)
    {
        try
        {
            return Updater(rule, null).Apply(plan);
        }
        catch (BackendOutOfMemoryException)
        {
            // Tensors that were done before it happened have new connections: what is saved must know them.
            if (_parameters.All(parameter => parameter.HasWeight))
            {
                Follow(before);
            }

            throw;
        }
    }

    // What the method remembers of positions, after an update of all tensors or of some.
    private void Follow(Dictionary<Parameter, SparsityPattern> before)
    {
        foreach (var (parameter, pattern) in before)
        {
            _momentum!.Continue(parameter, pattern);
        }

        Explore();
    }

    private TopologyUpdater Updater(TopologyRule rule, Tape? tape) => new(rule, _seed, new TopologyInputs
    {
        Momentum = ReadMomentum,
        Explored = _explored,
        Scores = _momentum is not null ? _momentum.ScoresOf
            : tape is null ? null
            : parameter => new GradientScores(_backend, tape.Factors.Of(tape, parameter)),
    });

    private void ReadMomentum(Parameter parameter, Span<float> momentum)
    {
        RequireMomentum(_optimizer);
        var states = Enumerable.Range(0, _optimizer.StateNames.Count).Select(i =>
        {
            var read = new float[parameter.Weight.ParameterCount];
            parameter.Weight.ReadCanonical(parameter.States[i], read);
            return new Memory<float>(read);
        }).ToList();
        _optimizer.ToMomentum(states);
        states[0].Span.CopyTo(momentum);
    }

    private void ResetOptimizer()
    {
        foreach (var state in _parameters.SelectMany(parameter => parameter.States.Take(_optimizer.StateNames.Count)))
        {
            _backend.Dense.Fill(state, 0);
        }
    }

    private void CompleteGradients()
    {
        foreach (var parameter in _parameters)
        {
            parameter.CompleteGradient();
        }
    }

    // Where nothing changes, nothing is explored.
    private IEnumerable<Parameter> Explorers()
        => _method.Topology is { TakesDense: false } ? _parameters.Where(each => each.Weight.IsSparse) : [];

    private void Explore()
    {
        foreach (var parameter in Explorers())
        {
            if (_explored.TryGetValue(parameter.Name, out var explored))
            {
                explored.Add(((SparseWeight)parameter.Weight).Packed.ToPattern());
            }
            else
            {
                _explored[parameter.Name] = FirstExplored(parameter);
            }
        }
    }

    private static ExploredPositions FirstExplored(Parameter parameter)
    {
        var explored = new ExploredPositions(parameter.Rows, parameter.Columns);
        explored.Add(((SparseWeight)parameter.Weight).Packed.ToPattern());
        return explored;
    }
}
