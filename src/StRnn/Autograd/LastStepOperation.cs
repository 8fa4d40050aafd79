using StRnn.Backends;

namespace StRnn.Autograd;

/// <summary>The last time step of a sequence: Y = X's last B columns. The other steps get no gradient from it.</summary>
public static class LastStepOperation
{
    /// <summary>Applies the operation; nothing is copied.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[H, T*B].</param>
    /// <param name="batch">B.</param>
    /// <returns>[H, B].</returns>
    /// <exception cref="ArgumentException">The number of columns of x is no multiple of the batch size.</exception>
    public static Variable Apply(Tape tape, Variable x, int batch)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(x);
        int columns = x.Value.Columns;
        if (columns == 0 || columns % batch != 0)
        {
            throw new ArgumentException($"Last step: {columns} columns are no whole number of steps of batch {batch}.", nameof(x));
        }

        return tape.Record(x.Value.ColumnRange(columns - batch, batch), output => new Node(x, output));
    }

    private sealed class Node(Variable x, Variable y) : TapeNode
    {
        public override void Backward(Tape tape)
        {
            if (y.Gradient is not { } dy)
            {
                return;
            }

            var dense = tape.Backend.Dense;
            MatrixView dx = tape.GradientOf(x, out bool accumulate);
            MatrixView last = dx.ColumnRange(dx.Columns - dy.Columns, dy.Columns);
            if (accumulate)
            {
                dense.Add(dy, last);
                return;
            }

            dense.Fill(dx.AsVector(), 0);
            dense.Copy(dy, last);
        }
    }
}
