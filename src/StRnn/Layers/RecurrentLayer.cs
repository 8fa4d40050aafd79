using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Layers;

/// <summary>
/// A layer of a recurrent cell: an input product that runs once over all T*B columns, and the recurrence, which is the
/// cell's own.
/// </summary>
public abstract class RecurrentLayer : Layer
{
    /// <summary>
    /// Initializes a new instance of the <see cref="RecurrentLayer"/> class without allocating its weights.
    /// </summary>
    /// <param name="cell">The cell.</param>
    /// <param name="place">The end of the parameters' names, for example l0.</param>
    /// <param name="inputs">The input size E.</param>
    /// <param name="hidden">The hidden size H.</param>
    /// <param name="options">The options of the layer.</param>
    /// <param name="biasOffset">Returns the initial bias of a row; null for zeros.</param>
    protected RecurrentLayer(
        RecurrentCell cell,
        string place,
        int inputs,
        int hidden,
        RecurrentLayerOptions options,
        Func<int, double>? biasOffset = null)
    {
        Cell = cell ?? throw new ArgumentNullException(nameof(cell));
        Options = options ?? throw new ArgumentNullException(nameof(options));
        Hidden = hidden;
        Place = place;
        const WeightUses Products = WeightUses.Product | WeightUses.TransposedProduct;
        int rows = cell.Gates.Count * hidden;
        WeightInput = new Parameter(new ParameterSpec(
            NameOf("weight_ih"),
            rows,
            inputs,
            options.ReadsWords ? Products | WeightUses.RowGather : Products,
            options.InputRange)
        {
            TopologyGroups = options.SeparateGates ? cell.Gates.Count : 1,
            Connections = UnitConnections.OfGates(options.Connections, cell.Name, cell.Gates.Count, hidden),
        });
        Bias = new Parameter(new ParameterSpec(NameOf("bias"), rows, 1, WeightUses.None, 0)
        {
            InitialOffset = biasOffset,
        });
    }

    /// <summary>Gets the cell.</summary>
    public RecurrentCell Cell { get; }

    /// <summary>Gets the options of the layer.</summary>
    public RecurrentLayerOptions Options { get; }

    /// <summary>Gets the hidden size H.</summary>
    public int Hidden { get; }

    /// <summary>Gets the input weight W_ih, [G*H, E], G being the number of the cell's gates.</summary>
    public Parameter WeightInput { get; }

    /// <summary>Gets the bias b, [G*H, 1].</summary>
    public Parameter Bias { get; }

    /// <summary>Gets the recurrent weights, matrices of H columns.</summary>
    public abstract IReadOnlyList<Parameter> RecurrentWeights { get; }

    /// <summary>Gets the biases of the recurrent products, beside <see cref="Bias"/>.</summary>
    public virtual IReadOnlyList<Parameter> RecurrentBiases => [];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters
        => [WeightInput, .. RecurrentWeights, Bias, .. RecurrentBiases];

    /// <summary>Gets the end of the parameters' names.</summary>
    protected string Place { get; }

    /// <summary>
    /// Lists where the layer's hidden units are written and read: rows of its matrices, columns of the recurrent ones,
    /// and columns of the weights that read its output.
    /// </summary>
    /// <param name="readers">
    /// The weights that read the output: the next layer's input weights, or an output layer's weight.
    /// </param>
    public IEnumerable<UnitUse> UnitUses(IEnumerable<Parameter> readers) =>
    [
        new UnitUse(WeightInput, UnitAxis.Rows),
        .. RecurrentWeights.SelectMany(
            weight => (UnitUse[])[new(weight, UnitAxis.Rows), new(weight, UnitAxis.Columns)]),
        new UnitUse(Bias, UnitAxis.Rows, IsPenalized: false),
        .. RecurrentBiases.Select(bias => new UnitUse(bias, UnitAxis.Rows, IsPenalized: false)),
        .. readers.Select(reader => new UnitUse(reader, UnitAxis.Columns)),
    ];

    /// <summary>Runs the layer over a sequence and advances the state.</summary>
    /// <param name="tape">The tape that records the operations.</param>
    /// <param name="x">The input sequence, [E, T*B].</param>
    /// <param name="state">
    /// The carried tensors, [H, B] each, in the order of <see cref="RecurrentCell.StateNames"/>; they are updated.
    /// </param>
    /// <returns>The hidden states, [H, T*B].</returns>
    /// <exception cref="ArgumentException">The number of columns of x is no multiple of the batch size.</exception>
    public Variable Forward(Tape tape, Variable x, IReadOnlyList<MatrixView> state)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(state);
        KernelShapes.CheckSteps(Cell.Title, x.Value.Columns, state[0].Columns);
        return Recur(tape, LinearOperation.Apply(tape, WeightInput, Bias, x), state);
    }

    /// <summary>Runs the layer over sequences from a zero state.</summary>
    /// <param name="tape">The tape that records the operations.</param>
    /// <param name="x">The input sequences, [E, T*B].</param>
    /// <param name="batch">The batch size B.</param>
    /// <returns>The hidden states, [H, T*B].</returns>
    public Variable Forward(Tape tape, Variable x, int batch)
        => RecurFromZero(tape, LinearOperation.Apply(tape, WeightInput, Bias, x), batch);

    /// <summary>
    /// Runs the layer from a zero state over sequences of repeated inputs, and multiplies each distinct input only
    /// once.
    /// </summary>
    /// <param name="tape">The tape that records the operations.</param>
    /// <param name="x">The distinct inputs, [E, U].</param>
    /// <param name="index">
    /// The input of each time step and sequence, T*B numbers in [0, U]. U means no input: state and output are 0 there.
    /// </param>
    /// <param name="batch">The batch size B.</param>
    /// <returns>The hidden states, [H, T*B].</returns>
    public Variable Forward(Tape tape, Variable x, VectorView index, int batch)
        => RecurFromZero(
            tape, WordGatesOperation.Apply(tape, WeightInput, Bias, x, index, Cell.WithoutInput), batch);

    /// <summary>
    /// Runs the layer from a zero state over sequences of words, and multiplies the embedding of each distinct word
    /// only once. Requires <see cref="RecurrentLayerOptions.ReadsWords"/>.
    /// </summary>
    /// <param name="tape">The tape that records the operations.</param>
    /// <param name="table">The embedding, [V, E].</param>
    /// <param name="words">The distinct words, [U].</param>
    /// <param name="index">
    /// The word of each time step and sequence, T*B numbers in [0, U]. U means no input: state and output are 0 there.
    /// </param>
    /// <param name="batch">The batch size B.</param>
    /// <returns>The hidden states, [H, T*B].</returns>
    public Variable Forward(Tape tape, Parameter table, VectorView words, VectorView index, int batch)
        => RecurFromZero(
            tape,
            WordGatesOperation.Apply(tape, WeightInput, Bias, table, words, index, Cell.WithoutInput),
            batch);

    /// <summary>Runs the recurrence over inputs that are already multiplied, and advances the state.</summary>
    /// <param name="tape">The tape that records the operation.</param>
    /// <param name="fromInput">
    /// W_ih*x + b, [G*H, T*B]; used by no other operation: gates and then their gradients overwrite it.
    /// </param>
    /// <param name="state">The carried tensors, [H, B] each; they are updated.</param>
    /// <returns>The hidden states, [H, T*B].</returns>
    protected abstract Variable Recur(Tape tape, Variable fromInput, IReadOnlyList<MatrixView> state);

    /// <summary>Returns the full name of a parameter, for example <c>gru.weight_ih_l0</c>.</summary>
    /// <param name="part">The part that says what it is.</param>
    protected string NameOf(string part) => $"{Cell.Name}.{part}_{Place}";

    private Variable RecurFromZero(Tape tape, Variable fromInput, int batch)
    {
        int count = Cell.StateNames.Count;
        long size = (long)Hidden * batch;
        var zeros = tape.Rent(count * size);
        tape.Backend.Dense.Fill(zeros, 0);
        return Recur(
            tape,
            fromInput,
            [.. Enumerable.Range(0, count).Select(i => zeros.Slice(i * size, size).AsMatrix(Hidden, batch))]);
    }
}
