using StRnn.Backends;

namespace StRnn.Autograd;

/// <summary>
/// Inverted dropout, a fresh mask per step and element: Y = X * keep / (1 - p). The mask is not stored: the backward pass draws the
/// same bits again. Source: Zaremba et al. 2014 (non-recurrent connections only).
/// </summary>
public static class DropoutOperation
{
    /// <summary>Applies the operation; outside training, or for p = 0, the result is <paramref name="x"/> itself.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[m, N].</param>
    /// <param name="probability">p, in [0, 1).</param>
    /// <param name="stream">The random stream of this place in the model.</param>
    /// <returns>Y, [m, N].</returns>
    public static Variable Apply(Tape tape, Variable x, float probability, uint stream)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(x);
        if (!tape.Context.IsTraining || probability == 0)
        {
            return x;
        }

        var mask = new DropoutMask(tape.Context.Seed, stream, tape.Context.Step, probability);
        var y = tape.Rent(x.Value.Rows, x.Value.Columns);
        tape.Backend.Dense.Dropout(x.Value, y, mask, accumulate: false);
        return tape.Record(y, output => new Node(mask, x, output));
    }

    private sealed class Node(DropoutMask mask, Variable x, Variable y) : TapeNode
    {
        public override void Backward(Tape tape)
        {
            if (y.Gradient is not { } dy)
            {
                return;
            }

            MatrixView dx = tape.GradientOf(x, out bool accumulate);
            tape.Backend.Dense.Dropout(dy, dx, mask, accumulate);
        }
    }
}
