using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Layers;
using StRnn.Layers.Cells;
using StRnn.Randomness;

namespace StRnn.Series;

/// <summary>
/// A model of number series: stacked recurrent layers of any cell, whose first input weight is sparse like the others,
/// with dropout between them; and a dense linear output layer to m values or class logits.
/// </summary>
public sealed class SeriesModel : Layer
{
    private readonly RecurrentLayers _recurrent;
    private readonly Dropout _outputDropout;
    private readonly Linear _head;

    /// <summary>
    /// Initializes a new instance of the <see cref="SeriesModel"/> class. Its parameters have no weights until they are
    /// initialised or loaded.
    /// </summary>
    /// <param name="options">The shape of the model.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1.</exception>
    public SeriesModel(SeriesModelOptions options)
    {
        Options = options ?? throw new ArgumentNullException(nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Inputs, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Outputs, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Hidden, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Layers, 1, nameof(options));
        double range = options.RecurrentRange ?? 1 / Math.Sqrt(options.Hidden);
        var layer = new RecurrentLayerOptions
        {
            InputRange = range,
            HiddenRange = range,
            ForgetBias = options.ForgetBias,
            Connections = options.Connections,
        };
        _recurrent = new RecurrentLayers(
            CellCatalog.Get(options.Cell),
            options.Inputs,
            [.. Enumerable.Repeat(options.Hidden, options.Layers)],
            options.Dropout,
            RandomStreams.Dropout,
            _ => layer,
            options.IsBidirectional);
        _outputDropout = new Dropout(options.Dropout, RandomStreams.Dropout + (uint)options.Layers);
        _head = new Linear(
            "output",
            _recurrent.Outputs,
            options.Outputs,
            1 / Math.Sqrt(_recurrent.Outputs),
            staysDense: true,
            isPerTarget: options.IsPerSequence);
    }

    /// <summary>Gets the shape of the model.</summary>
    public SeriesModelOptions Options { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [.. _recurrent.Parameters, .. _head.Parameters];

    /// <summary>Gets the rows and columns that belong to each hidden unit.</summary>
    public IReadOnlyList<UnitStructure> UnitStructures => _recurrent.UnitStructures(_head.Weight);

    /// <summary>Allocates a zero state for B parallel sequences.</summary>
    /// <param name="backend">The backend that holds the state.</param>
    /// <param name="batch">The batch size B.</param>
    /// <returns>The state.</returns>
    public RecurrentState NewState(IBackend backend, int batch)
        => new StackState(backend, _recurrent.Cell, _recurrent.Widths, batch);

    /// <summary>Runs a window of a model of one direction forward and advances the state.</summary>
    /// <param name="tape">A tape that has begun a step.</param>
    /// <param name="x">The standardised inputs, [C, T*B], time-major.</param>
    /// <param name="state">The carried state.</param>
    /// <returns>The outputs, [m, T*B].</returns>
    /// <exception cref="InvalidOperationException">The model reads in both directions.</exception>
    public Variable Forward(Tape tape, Variable x, RecurrentState state)
        => Head(tape, _recurrent.Forward(tape, x, (StackState)state));

    /// <summary>Runs whole sequences from a zero state, in one or both directions.</summary>
    /// <param name="tape">A tape that has begun a step.</param>
    /// <param name="x">The standardised inputs, [C, T*B], time-major.</param>
    /// <param name="lengths">The number of steps of each of the B sequences, at most T; the rest is no input.</param>
    /// <returns>The outputs: [m, T*B], or [m, B] of a model with one output per sequence.</returns>
    public Variable Forward(Tape tape, Variable x, ReadOnlySpan<int> lengths)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(x);
        int batch = lengths.Length;
        var index = new int[x.Value.Columns];
        for (int column = 0; column < index.Length; column++)
        {
            index[column] = column / batch < lengths[column % batch] ? column : index.Length;
        }

        var states = _recurrent.Forward(tape, x, index, batch);
        if (!Options.IsPerSequence)
        {
            return Head(tape, ConcatenateRowsOperation.Apply(tape, states));
        }

        // The reverse direction ends at the first step.
        var (last, first) = (new int[batch], new int[batch]);
        for (int b = 0; b < batch; b++)
        {
            last[b] = lengths[b] == 0 ? -1 : ((lengths[b] - 1) * batch) + b;
            first[b] = lengths[b] == 0 ? -1 : b;
        }

        return Head(tape, ConcatenateRowsOperation.Apply(tape, [.. states.Select((direction, i)
            => GatherColumnsOperation.Apply(tape, direction, tape.Integers(i == 0 ? last : first)))]));
    }

    private Variable Head(Tape tape, Variable states)
        => _head.Forward(tape, _outputDropout.Forward(tape, states));
}
