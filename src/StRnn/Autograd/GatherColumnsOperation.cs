using StRnn.Backends.Memory;

namespace StRnn.Autograd;

/// <summary>
/// Columns chosen by number: Y_ij = X_(i, index_j). The last states of sequences are such a choice. The gradient of a
/// column sums those of its uses; a column without uses gets none.
/// </summary>
public static class GatherColumnsOperation
{
    /// <summary>Applies the operation.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[m, K].</param>
    /// <param name="index">
    /// N column numbers from <see cref="Tape.Integers"/>, each in [-1, K); -1 gives a column of zeros.
    /// </param>
    /// <returns>[m, N].</returns>
    public static Variable Apply(Tape tape, Variable x, VectorView index)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(x);
        var y = tape.Rent(x.Value.Rows, checked((int)index.Length));
        tape.Backend.Dense.GatherColumns(x.Value, index, null, y, accumulate: false);
        return tape.Record(y, output => new Node(x, index, output));
    }

    private sealed class Node(Variable x, VectorView index, Variable y) : TapeNode
    {
        public override void Backward(Tape tape)
        {
            if (y.Gradient is { } dy)
            {
                MatrixView dx = tape.GradientOf(x, out bool accumulate);
                tape.Backend.Dense.ScatterAddColumns(dy, index, null, dx, accumulate);
            }
        }
    }
}
