using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.Optimizers;
using StRnn.Tensors;

namespace StRnn.Sparsity.Topology;

/// <summary>
/// The state that a method keeps between topology updates and in checkpoints: explored positions, the optimiser's state
/// at all positions, and the weights at the previous update.
/// </summary>
internal sealed class TopologyState : IDisposable
{
    private const string PreviousWeights = "previous";

    private readonly IBackend _backend;
    private readonly TopologySchedule _schedule;
    private readonly IOptimizer _optimizer;
    private readonly IReadOnlyList<Parameter> _parameters;
    private readonly DenseMomentum? _momentum;
    private readonly Dictionary<string, ExploredPositions> _explored = [];

    public TopologyState(
        IBackend backend, TopologySchedule schedule, IOptimizer optimizer, IReadOnlyList<Parameter> parameters)
    {
        _backend = backend;
        _schedule = schedule;
        _optimizer = optimizer;
        _parameters = parameters;
        if (schedule.NeedsDenseMomentum)
        {
            _momentum = new DenseMomentum(backend, optimizer);
        }
    }

    /// <summary>Gets the names of the arrays kept per parameter: the optimiser's, then the method's.</summary>
    public IReadOnlyList<string> StateNames
        => _schedule.KeepsPrevious ? [.. _optimizer.StateNames, PreviousWeights] : _optimizer.StateNames;

    /// <summary>Gets the bytes of the optimiser's state at all positions; 0 if the method does not need it.</summary>
    public long DenseMomentumLengthInBytes => _momentum?.LengthInBytes ?? 0;

    /// <summary>
    /// Gets R_s of all sparse weights together: positions that ever held a connection / (rows * columns); null where
    /// the pattern never changes.
    /// </summary>
    public double? ExplorationRate
        => _explored.Count == 0
            ? null
            : _explored.Values.Sum(each => (double)each.Count) / _explored.Values.Sum(each => each.Size);

    private IEnumerable<Parameter> SparseParameters => _parameters.Where(each => each.Weight.IsSparse);

    /// <summary>Allocates the arrays of newly initialised parameters, and starts to record positions.</summary>
    public void Initialize()
    {
        foreach (var parameter in _parameters)
        {
            parameter.AllocateStates(StateNames.Count);
            if (_schedule.KeepsPrevious)
            {
                var weight = parameter.Weight;
                _backend.Dense.Copy(
                    weight.Values.AsMatrix(1, weight.ParameterCount),
                    parameter.States[^1].AsMatrix(1, weight.ParameterCount));
            }
        }

        _explored.Clear();
        RecordPositions();
    }

    /// <summary>
    /// Starts from weights that were loaded: with new optimiser arrays, and the positions that were explored before.
    /// </summary>
    /// <param name="reader">The source of the positions.</param>
    /// <exception cref="ArgumentException">A record does not fit the shape of its weight.</exception>
    public void StartFrom(ITopologyStateReader reader)
    {
        Initialize();
        RestorePositions(reader);
    }

    /// <summary>Updates the optimiser's state at all positions after its step, if the method needs it.</summary>
    /// <param name="tape">The tape that ran the step, with the factors of its gradients.</param>
    /// <param name="optimizerStep">t, the optimiser's step count.</param>
    public void Accumulate(Tape tape, long optimizerStep) => _momentum?.Accumulate(tape, _parameters, optimizerStep);

    /// <summary>Copies the patterns that <see cref="TrackPatterns"/> needs after an update.</summary>
    public IReadOnlyDictionary<Parameter, SparsityPattern> PatternsBefore()
        => _momentum is null
            ? new Dictionary<Parameter, SparsityPattern>()
            : SparseParameters.ToDictionary(each => each, each => ((SparseWeight)each.Weight).Packed.ToPattern());

    /// <summary>
    /// Records new patterns, of all weights or some: added connections get the state that their positions had.
    /// </summary>
    /// <param name="before">The patterns before the update.</param>
    public void TrackPatterns(IReadOnlyDictionary<Parameter, SparsityPattern> before)
    {
        foreach (var (parameter, pattern) in before)
        {
            _momentum!.Continue(parameter, pattern);
        }

        RecordPositions();
    }

    /// <summary>Collects the inputs of rules.</summary>
    /// <param name="tape">The tape of the step in progress; null if its memory is no longer valid.</param>
    public TopologyInputs Inputs(Tape? tape) => new()
    {
        Momentum = ReadMomentum,
        Explored = _explored,
        Gradient = tape is null ? null : (parameter, positions) => tape.Factors.At(tape, parameter, positions),
        Scores = _momentum is not null ? _momentum.ScoresOf
            : tape is null ? null
            : parameter => new GradientScores(_backend, tape.Factors.Of(tape, parameter)),
    };

    /// <summary>Sets the optimiser's arrays of all parameters to 0.</summary>
    public void ResetOptimizer()
    {
        foreach (var state in _parameters.SelectMany(parameter => parameter.States.Take(_optimizer.StateNames.Count)))
        {
            _backend.Dense.Fill(state, 0);
        }
    }

    /// <summary>Writes the state that a checkpoint holds besides weights and state arrays.</summary>
    /// <param name="writer">The receiver of the state.</param>
    public void Save(ITopologyStateWriter writer)
    {
        foreach (var (name, explored) in _explored)
        {
            writer.WriteExplored(name, explored.Encode());
        }

        ForEachDense((parameter, state, values) => writer.WriteDense(parameter, state, values));
    }

    /// <summary>Restores the state that <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The source of the state.</param>
    /// <exception cref="ArgumentException">A record does not fit the shape of its weight.</exception>
    public void Restore(ITopologyStateReader reader)
    {
        RestorePositions(reader);
        ForEachDense(
            (parameter, state, values) => HostTransfer.Write(_backend, reader.ReadDense(parameter, state), values));
    }

    public void Dispose() => _momentum?.Dispose();

    private static ExploredPositions FirstExplored(Parameter parameter)
    {
        var explored = new ExploredPositions(parameter.Rows, parameter.Columns);
        explored.Add(((SparseWeight)parameter.Weight).Packed.ToPattern());
        return explored;
    }

    private void RestorePositions(ITopologyStateReader reader)
    {
        _explored.Clear();
        foreach (var parameter in Explorers())
        {
            _explored[parameter.Name] = reader.ReadExplored(parameter.Name) is { } code
                ? ExploredPositions.Decode(parameter.Rows, parameter.Columns, code)
                : FirstExplored(parameter);
        }
    }

    private void ForEachDense(Action<Parameter, string, VectorView> visit)
    {
        if (_momentum is null)
        {
            return;
        }

        foreach (var parameter in SparseParameters)
        {
            for (int i = 0; i < _optimizer.StateNames.Count; i++)
            {
                visit(parameter, _optimizer.StateNames[i], _momentum.Of(parameter)[i]);
            }
        }
    }

    private void ReadMomentum(Parameter parameter, Span<float> momentum)
    {
        var states = Enumerable.Range(0, _optimizer.StateNames.Count).Select(i =>
        {
            var read = new float[parameter.Weight.ParameterCount];
            parameter.Weight.ReadCanonical(parameter.States[i], read);
            return new Memory<float>(read);
        }).ToList();
        _optimizer.ToMomentum(states);
        states[0].Span.CopyTo(momentum);
    }

    private IEnumerable<Parameter> Explorers() => _schedule.RecordsPositions ? SparseParameters : [];

    private void RecordPositions()
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
}

/// <summary>A writer of the state that a method keeps besides weights and state arrays, for a checkpoint.</summary>
internal interface ITopologyStateWriter
{
    /// <summary>Writes the positions of a weight that ever held a connection.</summary>
    /// <param name="parameter">The weight's name.</param>
    /// <param name="code">The record, see <see cref="ExploredPositions.Encode"/>.</param>
    void WriteExplored(string parameter, int[] code);

    /// <summary>Writes an optimiser array at all positions of a weight.</summary>
    /// <param name="parameter">The weight.</param>
    /// <param name="state">The array's name.</param>
    /// <param name="values">[rows * columns], row after row.</param>
    void WriteDense(Parameter parameter, string state, VectorView values);
}

/// <summary>A reader of the state that an <see cref="ITopologyStateWriter"/> wrote.</summary>
internal interface ITopologyStateReader
{
    /// <summary>Reads the positions of a weight that ever held a connection.</summary>
    /// <param name="parameter">The weight's name.</param>
    /// <returns>The record; null where there is none.</returns>
    int[]? ReadExplored(string parameter);

    /// <summary>Reads an optimiser array at all positions of a weight.</summary>
    /// <param name="parameter">The weight.</param>
    /// <param name="state">The array's name.</param>
    /// <returns>[rows * columns], row after row.</returns>
    float[] ReadDense(Parameter parameter, string state);
}
