using StRnn.Autograd;

namespace StRnn.Layers;

/// <summary>
/// Stacked LSTM layers with dropout between layers and none on the recurrence. Source: Zaremba et al. 2014.
/// </summary>
public sealed class Lstm : Layer
{
    private readonly LstmLayer[] _layers;
    private readonly Dropout[] _between;

    /// <summary>Initializes a new instance of the <see cref="Lstm"/> class without allocating its weights.</summary>
    /// <param name="name">The prefix of the parameters' names, for example <c>lstm</c>.</param>
    /// <param name="inputs">The input size E.</param>
    /// <param name="widths">The hidden size H of each layer, from the first.</param>
    /// <param name="dropout">The dropout probability p between two layers.</param>
    /// <param name="firstDropoutStream">
    /// The random stream of the first dropout; the next layers take the following numbers.
    /// </param>
    /// <param name="options">The options of every layer's gates.</param>
    public Lstm(
        string name, int inputs, IReadOnlyList<int> widths, float dropout, uint firstDropoutStream, LstmOptions options)
    {
        ArgumentNullException.ThrowIfNull(widths);
        ArgumentOutOfRangeException.ThrowIfZero(widths.Count);
        Widths = widths;
        _layers =
        [
            .. widths.Select((hidden, i) => new LstmLayer(name, i, i == 0 ? inputs : widths[i - 1], hidden, options)),
        ];
        _between = [.. Enumerable.Range(0, widths.Count - 1).Select(
            i => new Dropout(dropout, firstDropoutStream + (uint)i))];
    }

    /// <summary>Gets the hidden size H of each layer.</summary>
    public IReadOnlyList<int> Widths { get; }

    /// <summary>Gets the layers, from the first.</summary>
    public IReadOnlyList<LstmLayer> Layers => _layers;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [.. _layers.SelectMany(layer => layer.Parameters)];

    /// <summary>Runs the stack over a sequence and advances the state.</summary>
    /// <param name="tape">The tape that records the operations.</param>
    /// <param name="x">The input sequence, [E, T*B].</param>
    /// <param name="state">The carried state, one entry per layer.</param>
    /// <returns>The last layer's hidden states, [H, T*B].</returns>
    public Variable Forward(Tape tape, Variable x, LstmState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        for (int i = 0; i < _layers.Length; i++)
        {
            x = _layers[i].Forward(tape, x, state.Hidden[i], state.Cell[i]);
            if (i < _between.Length)
            {
                x = _between[i].Forward(tape, x);
            }
        }

        return x;
    }
}
