using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Tensors;

namespace StRnn.Layers;

/// <summary>
/// One LSTM layer without peepholes. Its four gates i, f, g, o are one matrix of 4H rows per input, the unit of pruning and regrowing;
/// one bias vector per gate (PyTorch keeps two, whose sum is the same function).
/// </summary>
public sealed class LstmLayer : Layer
{
    /// <summary>Declares the layer.</summary>
    /// <param name="name">The parameter prefix, for example <c>lstm</c>.</param>
    /// <param name="index">Its number in the stack, from 0.</param>
    /// <param name="inputs">E.</param>
    /// <param name="hidden">H.</param>
    /// <param name="initialRange">r of U(-r, r) for both matrices; the bias starts at 0.</param>
    /// <param name="gateActivation">What squashes i, f and o.</param>
    public LstmLayer(
        string name,
        int index,
        int inputs,
        int hidden,
        double initialRange,
        GateActivation gateActivation = GateActivation.Logistic)
    {
        GateActivation = gateActivation;
        const PatternUses Products = PatternUses.Product | PatternUses.TransposedProduct;
        WeightInput = new Parameter($"{name}.weight_ih_l{index}", 4 * hidden, inputs, Products, initialRange);
        WeightHidden = new Parameter(
            $"{name}.weight_hh_l{index}", 4 * hidden, hidden, Products | PatternUses.LstmRecurrence, initialRange);
        Bias = new Parameter($"{name}.bias_l{index}", 4 * hidden, 1, PatternUses.None, 0);
    }

    /// <summary>What squashes i, f and o.</summary>
    public GateActivation GateActivation { get; }

    /// <summary>W_ih, [4H, E].</summary>
    public Parameter WeightInput { get; }

    /// <summary>W_hh, [4H, H].</summary>
    public Parameter WeightHidden { get; }

    /// <summary>b, [4H, 1].</summary>
    public Parameter Bias { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [WeightInput, WeightHidden, Bias];

    /// <summary>Applies the layer to a sequence and advances the state.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[E, T*B].</param>
    /// <param name="h">Carried hidden state, [H, B].</param>
    /// <param name="c">Carried cell state, [H, B].</param>
    /// <returns>[H, T*B].</returns>
    public Variable Forward(Tape tape, Variable x, Tensor h, Tensor c)
        => LstmOperation.Apply(tape, WeightInput, WeightHidden, Bias, x, h, c, GateActivation);
}
