using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Autograd;

/// <summary>
/// Inverted dropout: Y = X * keep / (1 - p), with a fresh draw per time step and element (Zaremba et al. 2014,
/// non-recurrent connections only), or one per element of the batch for all steps of the window (variational; Gal and
/// Ghahramani 2016). The mask is not stored: the backward pass draws the same bits again.
/// </summary>
public static class DropoutOperation
{
    /// <summary>
    /// Applies the operation; outside training, or for p = 0, the result is <paramref name="x"/> itself.
    /// </summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[m, N].</param>
    /// <param name="probability">p, in [0, 1).</param>
    /// <param name="stream">The random stream of this place in the model.</param>
    /// <param name="maskColumns">B for one mask of [m, B] in all steps; 0 for a fresh draw everywhere.</param>
    /// <returns>Y, [m, N].</returns>
    public static Variable Apply(Tape tape, Variable x, float probability, uint stream, int maskColumns = 0)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(x);
        if (!tape.Context.IsTraining || probability == 0)
        {
            return x;
        }

        var mask = new DropoutMask(tape.Context.Seed, stream, tape.Context.Step, probability, maskColumns);
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
