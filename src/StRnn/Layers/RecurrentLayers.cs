using StRnn.Autograd;
using StRnn.Backends.Memory;

namespace StRnn.Layers;

/// <summary>
/// Stacked recurrent layers of any cell, with dropout between layers and none on the recurrence (source: Zaremba et al.
/// 2014); each of one direction, or of two: a second layer reads the sequence from its end, and the next layer and the
/// output read both (source: Schuster and Paliwal 1997).
/// </summary>
public sealed class RecurrentLayers : Layer
{
    private readonly RecurrentLayer[][] _layers;
    private readonly Dropout[] _between;

    /// <summary>
    /// Initializes a new instance of the <see cref="RecurrentLayers"/> class without allocating its weights.
    /// </summary>
    /// <param name="cell">The cell of all layers.</param>
    /// <param name="inputs">The input size E.</param>
    /// <param name="widths">The hidden size H of each layer and direction, from the first.</param>
    /// <param name="dropout">The dropout probability p between two layers.</param>
    /// <param name="firstDropoutStream">
    /// The random stream of the first dropout; the next layers take the following numbers.
    /// </param>
    /// <param name="options">Returns the options of a layer from its number.</param>
    /// <param name="isBidirectional">True for two directions.</param>
    public RecurrentLayers(
        RecurrentCell cell,
        int inputs,
        IReadOnlyList<int> widths,
        float dropout,
        uint firstDropoutStream,
        Func<int, RecurrentLayerOptions> options,
        bool isBidirectional = false)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(widths);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfZero(widths.Count);
        Cell = cell;
        Widths = widths;
        IsBidirectional = isBidirectional;
        string[] directions = isBidirectional ? ["", "_reverse"] : [""];
        _layers =
        [
            .. widths.Select((hidden, i) => directions.Select(direction => cell.NewLayer(
                $"l{i}{direction}", InputsOf(i, inputs), hidden, options(i))).ToArray()),
        ];
        _between = [.. Enumerable.Range(0, widths.Count - 1).Select(
            i => new Dropout(dropout, firstDropoutStream + (uint)i))];
    }

    /// <summary>Gets the cell of all layers.</summary>
    public RecurrentCell Cell { get; }

    /// <summary>Gets the hidden size H of each layer and direction.</summary>
    public IReadOnlyList<int> Widths { get; }

    /// <summary>Gets a value indicating whether each layer reads the sequence in both directions.</summary>
    public bool IsBidirectional { get; }

    /// <summary>Gets the features of the output: H of the last layer, or 2H.</summary>
    public int Outputs => InputsOf(Widths.Count, 0);

    /// <summary>Gets the layers, from the first; of two directions, the one that reads forward first.</summary>
    public IReadOnlyList<IReadOnlyList<RecurrentLayer>> Layers => _layers;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters
        => [.. _layers.SelectMany(layer => layer).SelectMany(layer => layer.Parameters)];

    /// <summary>
    /// Describes each layer's hidden units. With two directions, the units of equal number in both are one: they are
    /// neighbours in whatever reads them, and are removed together.
    /// </summary>
    /// <param name="reader">The weight that reads the last layer's output.</param>
    /// <returns>The structures, from the first layer.</returns>
    public IReadOnlyList<UnitStructure> UnitStructures(Parameter reader) =>
    [
        .. _layers.Select((layer, i) => new UnitStructure(
            $"{Cell.Name}_l{i}",
            Widths[i],
            [
                .. layer.SelectMany(direction => direction.UnitUses([])),
                .. Readers(i, reader).Select(weight => new UnitUse(weight, UnitAxis.Columns)),
            ])),
    ];

    /// <summary>Runs a stack of one direction over a sequence and advances the state.</summary>
    /// <param name="tape">The tape that records the operations.</param>
    /// <param name="x">The input sequence, [E, T*B].</param>
    /// <param name="state">The carried state.</param>
    /// <returns>The last layer's hidden states, [H, T*B].</returns>
    /// <exception cref="InvalidOperationException">
    /// The stack reads in both directions: a state cannot be carried from the end of a sequence to its beginning.
    /// </exception>
    public Variable Forward(Tape tape, Variable x, StackState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (IsBidirectional)
        {
            throw new InvalidOperationException(
                "A stack that reads in both directions carries no state: give it whole sequences.");
        }

        for (int i = 0; i < _layers.Length; i++)
        {
            x = _layers[i][0].Forward(tape, x, state.Of(i));
            if (i < _between.Length)
            {
                x = _between[i].Forward(tape, x);
            }
        }

        return x;
    }

    /// <summary>Runs the stack from a zero state over whole sequences of words.</summary>
    /// <param name="tape">The tape that records the operations.</param>
    /// <param name="table">The embedding, [V, E].</param>
    /// <param name="words">The U distinct words.</param>
    /// <param name="index">
    /// The word of each time step and sequence, T*B numbers in [0, U]; U means no input: all states are 0 there.
    /// </param>
    /// <param name="batch">The batch size B.</param>
    /// <returns>The last layer's hidden states, [H, T*B], one matrix for each direction.</returns>
    public IReadOnlyList<Variable> Forward(
        Tape tape, Parameter table, ReadOnlySpan<int> words, ReadOnlySpan<int> index, int batch)
    {
        ArgumentNullException.ThrowIfNull(tape);
        var distinct = tape.Integers(words);
        return Run(
            tape, index, words.Length, batch, (layer, order) => layer.Forward(tape, table, distinct, order, batch));
    }

    /// <summary>Runs the stack from a zero state over whole sequences of inputs.</summary>
    /// <param name="tape">The tape that records the operations.</param>
    /// <param name="x">The distinct inputs, [E, U].</param>
    /// <param name="index">The input of each time step and sequence, as above.</param>
    /// <param name="batch">The batch size B.</param>
    /// <returns>The last layer's hidden states, [H, T*B], one matrix for each direction.</returns>
    public IReadOnlyList<Variable> Forward(Tape tape, Variable x, ReadOnlySpan<int> index, int batch)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(x);
        return Run(
            tape, index, x.Value.Columns, batch, (layer, order) => layer.Forward(tape, x, order, batch));
    }

    private Variable[] Run(
        Tape tape,
        ReadOnlySpan<int> index,
        int noInput,
        int batch,
        Func<RecurrentLayer, VectorView, Variable> first)
    {
        var order = new SequenceOrder(tape, index, noInput, batch, IsBidirectional);
        var outputs = order.Apply(_layers[0], first);
        for (int i = 1; i < _layers.Length; i++)
        {
            var x = _between[i - 1].Forward(tape, ConcatenateRowsOperation.Apply(tape, outputs));
            outputs = order.ApplyAbove(_layers[i], x);
        }

        return outputs;
    }

    private IEnumerable<Parameter> Readers(int layer, Parameter reader) => layer + 1 < _layers.Length
        ? _layers[layer + 1].Select(next => next.WeightInput)
        : [reader];

    private int InputsOf(int layer, int inputs)
        => layer == 0 ? inputs : Widths[layer - 1] * (IsBidirectional ? 2 : 1);
}
