using StRnn.Backends.Memory;

namespace StRnn.Autograd;

/// <summary>
/// Weighted sums of columns: Y_(i, k) = sum over all j with index_j = k of w_j * X_ij, in ascending j. With w = 1/T and
/// index_j = j mod B it is the mean over the steps of a sequence.
/// </summary>
public static class PoolColumnsOperation
{
    /// <summary>Applies the operation.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[m, N].</param>
    /// <param name="index">
    /// N numbers of sums from <see cref="Tape.Integers"/>, each in [-1, count); -1 leaves a column out.
    /// </param>
    /// <param name="weights">w, [N], from <see cref="Tape.Numbers"/>; null for ones.</param>
    /// <param name="count">The number of sums.</param>
    /// <returns>[m, count].</returns>
    public static Variable Apply(Tape tape, Variable x, VectorView index, VectorView? weights, int count)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(x);
        var y = tape.Rent(x.Value.Rows, count);
        tape.Backend.Dense.ScatterAddColumns(x.Value, index, weights, y, accumulate: false);
        return tape.Record(y, output => new Node(x, index, weights, output));
    }

    private sealed class Node(Variable x, VectorView index, VectorView? weights, Variable y) : TapeNode
    {
        public override void Backward(Tape tape)
        {
            if (y.Gradient is { } dy)
            {
                MatrixView dx = tape.GradientOf(x, out bool accumulate);
                tape.Backend.Dense.GatherColumns(dy, index, weights, dx, accumulate);
            }
        }
    }
}
