using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Layers;

/// <summary>
/// One LSTM layer: W_ih [4H, E] and W_hh [4H, H] with gate rows i, f, g, o (PyTorch's order), and one bias [4H]. Source: Liu et al.
/// 2021, equation 1.
/// </summary>
public sealed class LstmLayer : Layer
{
    private const int Gates = 4;
    private const int ForgetGate = 1;

    /// <summary>Declares the layer.</summary>
    /// <param name="name">The parameter prefix, for example <c>lstm</c>.</param>
    /// <param name="index">The layer's number in its stack, from 0.</param>
    /// <param name="inputs">E.</param>
    /// <param name="hidden">H.</param>
    /// <param name="options">Its gates.</param>
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
            $"{name}.weight_hh_l{index}", Gates * hidden, hidden, Products | WeightUses.LstmRecurrence, options.HiddenRange)
        {
            TopologyGroups = groups,
        });
        Bias = new Parameter(new ParameterSpec($"{name}.bias_l{index}", Gates * hidden, 1, WeightUses.None, 0)
        {
            InitialOffset = options.ForgetBias == 0 ? null : row => row / hidden == ForgetGate ? options.ForgetBias : 0,
        });
    }

    /// <summary>How its gates work and begin.</summary>
    public LstmOptions Options { get; }

    /// <summary>W_ih, [4H, E].</summary>
    public Parameter WeightInput { get; }

    /// <summary>W_hh, [4H, H].</summary>
    public Parameter WeightHidden { get; }

    /// <summary>b, [4H, 1].</summary>
    public Parameter Bias { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [WeightInput, WeightHidden, Bias];

    /// <summary>The layer's hidden units: rows of its matrices, columns of the recurrent one, and columns of what reads its output.</summary>
    /// <param name="name">The structure's name.</param>
    /// <param name="reader">The weight that reads the output: the next layer's input matrix, or an output layer's.</param>
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

    /// <summary>Applies the layer to a sequence and advances the state.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[E, T*B].</param>
    /// <param name="h">Carried hidden state, [H, B].</param>
    /// <param name="c">Carried cell state, [H, B].</param>
    /// <returns>[H, T*B].</returns>
    public Variable Forward(Tape tape, Variable x, Tensor h, Tensor c)
        => LstmOperation.Apply(tape, WeightInput, WeightHidden, Bias, x, h, c, Options.Activations);

    /// <summary>Applies the layer from state 0 to sequences that repeat their inputs: each input's product is computed once.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">The distinct inputs, [E, U].</param>
    /// <param name="index">The input of each step and stream, T*B numbers in [0, U]; U is no input: state and output are 0 there.</param>
    /// <param name="batch">B.</param>
    /// <returns>[H, T*B].</returns>
    public Variable Forward(Tape tape, Variable x, VectorView index, int batch)
        => RecurFromZero(tape, WordGatesOperation.Apply(tape, WeightInput, Bias, x, index), batch);

    /// <summary>The same for the words of a table; the layer <see cref="LstmOptions.ReadsWords"/>.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="table">The word vectors, [V, E].</param>
    /// <param name="words">The distinct words, [U].</param>
    /// <param name="index">The word of each step and stream, T*B numbers in [0, U]; U is no input.</param>
    /// <param name="batch">B.</param>
    /// <returns>[H, T*B].</returns>
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
