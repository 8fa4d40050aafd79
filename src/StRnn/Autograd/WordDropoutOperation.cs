using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Autograd;

/// <summary>
/// Dropout of whole words: Y_ij = X_ij * keep(ids[j]) / (1 - p), one draw per word and window. Source: Gal and
/// Ghahramani 2016, section 4.2.
/// </summary>
public static class WordDropoutOperation
{
    /// <summary>
    /// Applies the operation; outside training, or for p = 0, the result is <paramref name="x"/> itself.
    /// </summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">The embedded words, [E, N].</param>
    /// <param name="ids">N word numbers.</param>
    /// <param name="probability">p, in [0, 1).</param>
    /// <param name="stream">The random stream of this place in the model.</param>
    /// <returns>Y, [E, N].</returns>
    public static Variable Apply(Tape tape, Variable x, VectorView ids, float probability, uint stream)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(x);
        if (!tape.Context.IsTraining || probability == 0)
        {
            return x;
        }

        var mask = new DropoutMask(tape.Context.Seed, stream, tape.Context.Step, probability);
        var y = tape.Rent(x.Value.Rows, x.Value.Columns);
        tape.Backend.Dense.DropoutWords(x.Value, ids, y, mask, accumulate: false);
        return tape.Record(y, output => new Node(mask, ids, x, output));
    }

    private sealed class Node(DropoutMask mask, VectorView ids, Variable x, Variable y) : TapeNode
    {
        public override void Backward(Tape tape)
        {
            if (y.Gradient is not { } dy)
            {
                return;
            }

            MatrixView dx = tape.GradientOf(x, out bool accumulate);
            tape.Backend.Dense.DropoutWords(dy, ids, dx, mask, accumulate);
        }
    }
}
