using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.Layers;
using StRnn.Randomness;

namespace StRnn.Series;

/// <summary>
/// A model of number series: stacked LSTM layers, whose first input weight is sparse like the others, with dropout
/// between them; and a dense linear output layer to m values or class logits.
/// </summary>
public sealed class SeriesModel : Layer
{
    private readonly Lstm _recurrent;
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
        _recurrent = new Lstm(
            "lstm",
            options.Inputs,
            [.. Enumerable.Repeat(options.Hidden, options.Layers)],
            options.Dropout,
            RandomStreams.Dropout,
            new LstmOptions { InputRange = range, HiddenRange = range, ForgetBias = options.ForgetBias });
        _outputDropout = new Dropout(options.Dropout, RandomStreams.Dropout + (uint)options.Layers);
        _head = new Linear(
            "output",
            options.Hidden,
            options.Outputs,
            1 / Math.Sqrt(options.Hidden),
            staysDense: true,
            isPerTarget: options.IsPerSequence);
    }

    /// <summary>Gets the shape of the model.</summary>
    public SeriesModelOptions Options { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [.. _recurrent.Parameters, .. _head.Parameters];

    /// <summary>Gets the rows and columns that belong to each hidden unit.</summary>
    public IReadOnlyList<UnitStructure> UnitStructures
        => [.. _recurrent.Layers.Select((layer, i) => layer.Units(
            $"lstm_l{i}",
            i + 1 < _recurrent.Layers.Count ? _recurrent.Layers[i + 1].WeightInput : _head.Weight))];

    /// <summary>Allocates a zero state for B parallel sequences.</summary>
    /// <param name="backend">The backend that holds the state.</param>
    /// <param name="batch">The batch size B.</param>
    /// <returns>The state.</returns>
    public RecurrentState NewState(IBackend backend, int batch) => new LstmState(backend, _recurrent.Widths, batch);

    /// <summary>Runs a window forward and advances the state.</summary>
    /// <param name="tape">A tape that has begun a step.</param>
    /// <param name="x">The standardised inputs, [C, T*B], time-major.</param>
    /// <param name="state">The carried state.</param>
    /// <param name="columns">
    /// The columns whose states the output layer reads, from <see cref="Tape.Integers"/>; null for all T*B.
    /// </param>
    /// <returns>The outputs, [m, T*B] or [m, number of columns].</returns>
    public Variable Forward(Tape tape, Variable x, RecurrentState state, VectorView? columns = null)
    {
        ArgumentNullException.ThrowIfNull(tape);
        var states = _recurrent.Forward(tape, x, (LstmState)state);
        if (columns is { } chosen)
        {
            states = GatherColumnsOperation.Apply(tape, states, chosen);
        }

        return _head.Forward(tape, _outputDropout.Forward(tape, states));
    }
}
