using StRnn.Backends.Memory;

namespace StRnn.Autograd;

/// <summary>Features side by side: Y = [X_1; X_2; ...], such as the states of two directions.</summary>
public static class ConcatenateRowsOperation
{
    /// <summary>Applies the operation.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="parts">X_1, X_2, ..., [m_k, N] each, at least one.</param>
    /// <returns>[m_1 + m_2 + ..., N]; a single part itself.</returns>
    public static Variable Apply(Tape tape, IReadOnlyList<Variable> parts)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 1)
        {
            return parts[0];
        }

        var y = tape.Rent(parts.Sum(part => part.Value.Rows), parts[0].Value.Columns);
        foreach (var (part, rows) in Pieces(parts, y))
        {
            tape.Backend.Dense.Copy(part.Value, rows);
        }

        return tape.Record(y, output => new Node(parts, output));
    }

    private static IEnumerable<(Variable Part, MatrixView Rows)> Pieces(IReadOnlyList<Variable> parts, MatrixView whole)
    {
        int row = 0;
        foreach (var part in parts)
        {
            yield return (part, whole.RowRange(row, part.Value.Rows));
            row += part.Value.Rows;
        }
    }

    private sealed class Node(IReadOnlyList<Variable> parts, Variable y) : TapeNode
    {
        public override void Backward(Tape tape)
        {
            if (y.Gradient is not { } dy)
            {
                return;
            }

            foreach (var (part, rows) in Pieces(parts, dy))
            {
                MatrixView dx = tape.GradientOf(part, out bool accumulate);
                if (accumulate)
                {
                    tape.Backend.Dense.Add(rows, dx);
                }
                else
                {
                    tape.Backend.Dense.Copy(rows, dx);
                }
            }
        }
    }
}
