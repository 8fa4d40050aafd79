using StRnn.Backends;
using StRnn.Backends.Memory;

namespace StRnn.Autograd;

/// <summary>
/// The gradient of a weight at all positions, connected or not, computed one block of rows at a time, in memory that
/// the next block reuses. Sources: RigL (Evci et al. 2020) and SNFS (Dettmers and Zettlemoyer 2019) need such gradients
/// by definition.
/// </summary>
internal sealed class DenseGradient
{
    /// <summary>The elements of a block: 4 MiB of single precision.</summary>
    public const int BlockElements = 1 << 20;

    private readonly Tape _tape;
    private readonly Parameter _parameter;
    private readonly IReadOnlyList<GradientFactor> _factors;
    private readonly int[]?[] _ids;

    internal DenseGradient(Tape tape, Parameter parameter, IReadOnlyList<GradientFactor> factors)
    {
        _tape = tape;
        _parameter = parameter;
        _factors = factors;
        _ids = [.. factors.Select(factor => factor.Ids is { } ids ? ReadIds(tape.Backend, ids) : null)];
    }

    /// <summary>Gets the number of rows of the largest block that is computed at once.</summary>
    public int BlockRows => Math.Clamp(BlockElements / _parameter.Columns, 1, _parameter.Rows);

    /// <summary>
    /// Computes rows <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/> - 1 of the
    /// gradient, valid until the next call.
    /// </summary>
    /// <param name="first">The first row.</param>
    /// <param name="count">The number of rows, at most <see cref="BlockRows"/>.</param>
    /// <returns>[count, n].</returns>
    public MatrixView Rows(int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, BlockRows);
        var block = _tape.Factors.Block(_tape, (long)count * _parameter.Columns).AsMatrix(count, _parameter.Columns);
        bool accumulate = false;
        for (int i = 0; i < _factors.Count; i++)
        {
            if (_factors[i] is { X: { } x, G: var g })
            {
                _tape.Backend.Dense.GemmTransposedB(g.RowRange(first, count), x, block, accumulate);
                accumulate = true;
            }
        }

        if (!accumulate)
        {
            _tape.Backend.Dense.Fill(block.AsVector(), 0);
        }

        for (int i = 0; i < _factors.Count; i++)
        {
            if (_ids[i] is { } ids)
            {
                AddLookups(_factors[i].G, ids, first, block);
            }
        }

        return block;
    }

    // The lookups of the block's rows are selected first, because the kernel that adds rows takes no others.
    private void AddLookups(MatrixView g, int[] ids, int first, MatrixView block)
    {
        int[] uses = [.. Enumerable.Range(0, ids.Length).Where(j => ids[j] >= first && ids[j] < first + block.Rows)];
        if (uses.Length == 0)
        {
            return;
        }

        var gathered = _tape.Rent(g.Rows, uses.Length);
        _tape.Backend.Dense.GatherColumns(g, _tape.Integers(uses), null, gathered, accumulate: false);
        _tape.Backend.Dense.ScatterAddRows(_tape.Integers([.. uses.Select(j => ids[j] - first)]), gathered, block);
    }

    private static int[] ReadIds(IBackend backend, VectorView ids)
    {
        var read = new int[ids.Length];
        backend.Read<int>(ids, read);
        return read;
    }
}
