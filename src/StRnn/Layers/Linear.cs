using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Tensors;

namespace StRnn.Layers;

/// <summary>Y = W*X + b with W of [outputs, inputs], dense or sparse; the bias is dense and starts at 0.</summary>
public sealed class Linear : Layer
{
    /// <summary>Declares the layer.</summary>
    /// <param name="name">The parameter prefix, for example <c>decoder</c>.</param>
    /// <param name="inputs">n.</param>
    /// <param name="outputs">m.</param>
    /// <param name="initialRange">r of U(-r, r) for W.</param>
    /// <param name="staysDense">Whether W stays dense in a sparse model.</param>
    /// <param name="isPerTarget">Whether it runs once per target and not once per token.</param>
    public Linear(
        string name, int inputs, int outputs, double initialRange, bool staysDense = false, bool isPerTarget = false)
    {
        Weight = new Parameter(new ParameterSpec(
            $"{name}.weight", outputs, inputs, WeightUses.Product | WeightUses.TransposedProduct, initialRange)
        {
            StaysDense = staysDense,
            IsPerTarget = isPerTarget,
        });
        Bias = new Parameter($"{name}.bias", outputs, 1, WeightUses.None, 0);
    }

    /// <summary>W.</summary>
    public Parameter Weight { get; }

    /// <summary>b.</summary>
    public Parameter Bias { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [Weight, Bias];

    /// <summary>Applies the layer.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[n, N].</param>
    /// <returns>[m, N].</returns>
    public Variable Forward(Tape tape, Variable x) => LinearOperation.Apply(tape, Weight, Bias, x);
}
