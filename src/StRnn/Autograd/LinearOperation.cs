using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Autograd;

/// <summary>Y = W*X + b.</summary>
public static class LinearOperation
{
    /// <summary>Applies the operation.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="weight">W, [m, n], dense or sparse.</param>
    /// <param name="bias">b, [m, 1], or null.</param>
    /// <param name="x">[n, N].</param>
    /// <returns>Y, [m, N].</returns>
    public static Variable Apply(Tape tape, Parameter weight, Parameter? bias, Variable x)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(x);
        var y = tape.Rent(weight.Rows, x.Value.Columns);
        tape.WeightOf(weight).Multiply(x.Value, y, accumulate: false);
        if (bias is not null)
        {
            tape.Backend.Dense.AddBias(tape.WeightOf(bias).Values, y);
        }

        return tape.Record(y, output => new Node(weight, bias, x, output));
    }

    private sealed class Node(Parameter weight, Parameter? bias, Variable x, Variable y) : TapeNode
    {
        public override void Backward(Tape tape)
        {
            if (y.Gradient is not { } dy)
            {
                return;
            }

            if (bias is not null)
            {
                var dBias = bias.GradientForWriting(out bool addBias);
                tape.Backend.Dense.SumColumns(dy, dBias, addBias);
            }

            tape.AddProductGradient(weight, dy, x.Value);
            MatrixView dx = tape.GradientOf(x, out bool addInput);
            tape.WeightOf(weight).MultiplyTransposed(dy, dx, addInput);
        }
    }
}
