using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Tensors;

namespace StRnn.Layers;

/// <summary>
/// An output layer Y = W*X + b. W is [outputs, inputs], dense or sparse; the bias is dense and starts at 0.
/// </summary>
public sealed class Linear : Layer
{
    /// <summary>Initializes a new instance of the <see cref="Linear"/> class without allocating its weights.</summary>
    /// <param name="name">The prefix of the parameters' names, for example <c>decoder</c>.</param>
    /// <param name="inputs">The number of inputs n.</param>
    /// <param name="outputs">The number of outputs m.</param>
    /// <param name="initialRange">The range r of the initial distribution U(-r, r) of W.</param>
    /// <param name="staysDense">True if W stays dense in a sparse model.</param>
    /// <param name="isPerTarget">True if the layer runs once per target instead of once per token.</param>
    /// <param name="connections">
    /// What connections of several weights W has, if it is sparse; null for one weight each.
    /// </param>
    public Linear(
        string name,
        int inputs,
        int outputs,
        double initialRange,
        bool staysDense = false,
        bool isPerTarget = false,
        UnitConnections? connections = null)
    {
        Weight = new Parameter(new ParameterSpec(
            $"{name}.weight", outputs, inputs, WeightUses.Product | WeightUses.TransposedProduct, initialRange)
        {
            StaysDense = staysDense,
            Connections = UnitConnections.OfRows(connections, outputs),
            Role = ParameterRole.Output,
            IsPerTarget = isPerTarget,
        });
        Bias = new Parameter(new ParameterSpec($"{name}.bias", outputs, 1, WeightUses.None, 0)
        {
            Role = ParameterRole.Output,
        });
    }

    /// <summary>Gets the weight W, [m, n].</summary>
    public Parameter Weight { get; }

    /// <summary>Gets the bias b, [m, 1].</summary>
    public Parameter Bias { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [Weight, Bias];

    /// <summary>Computes Y = W*X + b.</summary>
    /// <param name="tape">The tape that records the operation.</param>
    /// <param name="x">The input X, [n, N].</param>
    /// <returns>The output Y, [m, N].</returns>
    public Variable Forward(Tape tape, Variable x) => LinearOperation.Apply(tape, Weight, Bias, x);
}
