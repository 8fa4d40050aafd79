using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Layers;

/// <summary>
/// An LSTM layer with weights W_ih [4H, E] and W_hh [4H, H], gate rows in PyTorch's order i, f, g, o, and one bias
/// [4H]. Source: Liu et al. 2021, equation 1.
/// </summary>
public sealed class LstmLayer : Layer
{
    private const int Gates = 4;
    private const int ForgetGate = 1;

    /// <summary>
    /// Initializes a new instance of the <see cref="LstmLayer"/> class without allocating its weights.
    /// </summary>
    /// <param name="name">The prefix of the parameters' names, for example <c>lstm</c>.</param>
    /// <param name="index">The layer's number in its stack, from 0.</param>
    /// <param name="inputs">The input size E.</param>
    /// <param name="hidden">The hidden size H.</param>
    /// <param name="options">The options of the layer's gates.</param>
    public LstmLayer(string name, int index, int inputs, int hidden, LstmOptions options)
    {
        Options = options ?? throw new ArgumentNullException(nameof(options));
        const WeightUses Products = WeightUses.Product | WeightUses.TransposedProduct;
        int groups = options.SeparateGates ? Gates : 1;
        var uses = options.ReadsWords ? Products | WeightUses.RowGather : Products;
        WeightInput = new Parameter(new ParameterSpec(
            $"{name}.weight_ih_l{index}", Gates * hidden, inputs, uses, options.InputRange)
        {
            TopologyGroups = groups,
        });
        WeightHidden = new Parameter(new ParameterSpec(
            $"{name}.weight_hh_l{index}",
            Gates * hidden,
            hidden,
            WeightUses.LstmRecurrence,
            options.HiddenRange)
        {
            TopologyGroups = groups,
        });
        Bias = new Parameter(new ParameterSpec($"{name}.bias_l{index}", Gates * hidden, 1, WeightUses.None, 0)
        {
            InitialOffset = options.ForgetBias == 0 ? null : row => row / hidden == ForgetGate ? options.ForgetBias : 0,
        });
    }

    /// <summary>Gets the options of the layer's gates.</summary>
    public LstmOptions Options { get; }

    /// <summary>Gets the input weight W_ih, [4H, E].</summary>
    public Parameter WeightInput { get; }

    /// <summary>Gets the recurrent weight W_hh, [4H, H].</summary>
    public Parameter WeightHidden { get; }

    /// <summary>Gets the bias b, [4H, 1].</summary>
    public Parameter Bias { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [WeightInput, WeightHidden, Bias];

    /// <summary>
    /// Describes the layer's hidden units: rows of its matrices, columns of the recurrent one, and columns of the
    /// weight that reads its output.
    /// </summary>
    /// <param name="name">The name of the structure.</param>
    /// <param name="reader">
    /// The weight that reads the output: the next layer's input weight, or an output layer's weight.
    /// </param>
    /// <returns>The structure, with H units.</returns>
    public UnitStructure Units(string name, Parameter reader) => new(
        name,
        WeightHidden.Columns,
        [
            new UnitUse(WeightInput, UnitAxis.Rows),
            new UnitUse(WeightHidden, UnitAxis.Rows),
            new UnitUse(WeightHidden, UnitAxis.Columns),
            new UnitUse(Bias, UnitAxis.Rows, IsPenalized: false),
            new UnitUse(reader, UnitAxis.Columns),
        ]);

    /// <summary>Runs the layer over a sequence and advances the state.</summary>
    /// <param name="tape">The tape that records the operation.</param>
    /// <param name="x">The input sequence, [E, T*B].</param>
    /// <param name="h">The carried hidden state, [H, B]; it is updated.</param>
    /// <param name="c">The carried cell state, [H, B]; it is updated.</param>
    /// <returns>The hidden states, [H, T*B].</returns>
    public Variable Forward(Tape tape, Variable x, Tensor h, Tensor c)
        => LstmOperation.Apply(tape, WeightInput, WeightHidden, Bias, x, h, c, Options.Activations);

    /// <summary>
    /// Runs the layer from a zero state over sequences of repeated inputs, and multiplies each distinct input only
    /// once.
    /// </summary>
    /// <param name="tape">The tape that records the operation.</param>
    /// <param name="x">The distinct inputs, [E, U].</param>
    /// <param name="index">
    /// The input of each time step and sequence, T*B numbers in [0, U]. U means no input: state and output are 0 there.
    /// </param>
    /// <param name="batch">The batch size B.</param>
    /// <returns>The hidden states, [H, T*B].</returns>
    public Variable Forward(Tape tape, Variable x, VectorView index, int batch)
        => RecurFromZero(tape, WordGatesOperation.Apply(tape, WeightInput, Bias, x, index), batch);

    /// <summary>
    /// Runs the layer from a zero state over sequences of words, and multiplies the embedding of each distinct word
    /// only once. Requires <see cref="LstmOptions.ReadsWords"/>.
    /// </summary>
    /// <param name="tape">The tape that records the operation.</param>
    /// <param name="table">The embedding, [V, E].</param>
    /// <param name="words">The distinct words, [U].</param>
    /// <param name="index">
    /// The word of each time step and sequence, T*B numbers in [0, U]. U means no input: state and output are 0 there.
    /// </param>
    /// <param name="batch">The batch size B.</param>
    /// <returns>The hidden states, [H, T*B].</returns>
    public Variable Forward(Tape tape, Parameter table, VectorView words, VectorView index, int batch)
        => RecurFromZero(tape, WordGatesOperation.Apply(tape, WeightInput, Bias, table, words, index), batch);

    private Variable RecurFromZero(Tape tape, Variable gates, int batch)
    {
        var state = tape.Rent(2L * WeightHidden.Columns * batch);
        tape.Backend.Dense.Fill(state, 0);
        long size = state.Length / 2;
        return LstmOperation.Recur(
            tape,
            WeightHidden,
            gates,
            state.Slice(0, size).AsMatrix(WeightHidden.Columns, batch),
            state.Slice(size, size).AsMatrix(WeightHidden.Columns, batch),
            Options.Activations);
    }
}
