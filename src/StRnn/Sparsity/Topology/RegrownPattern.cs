using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Sparsity.Topology;

/// <summary>
/// The connections after a topology update, and for each of them the old connection that it continues.
/// </summary>
internal sealed class RegrownPattern : IDisposable
{
    private const int Anew = -1;

    private readonly IBackend _backend;
    private readonly int _threads;
    private readonly SparsityPattern _grown;

    // Whether each added connection is a survivor that keeps its value and optimiser state.
    private readonly HostScratch<bool> _keepsValue;

    // The index in the old weight of the connection that each new one continues: in canonical order until the new
    // packed matrix exists, then in its order.
    private HostScratch<int> _source;
    private SparsityPattern? _pattern;

    /// <summary>Merges the remaining connections with the new ones.</summary>
    /// <param name="backend">The backend that holds the weight.</param>
    /// <param name="old">The connections before the update, with marks on those that are removed.</param>
    /// <param name="grown">The new connections; one that was removed by this update is a survivor.</param>
    /// <param name="survivorsKeep">A value indicating whether a survivor keeps its value and optimiser state.</param>
    public RegrownPattern(IBackend backend, PrunedPattern old, SparsityPattern grown, bool survivorsKeep)
    {
        _backend = backend;
        _threads = backend.Info.Threads;
        _grown = grown;
        _keepsValue = new HostScratch<bool>(grown.Nnz);
        Grown = grown.Nnz;
        Nnz = old.KeptCount + grown.Nnz;
        _source = new HostScratch<int>(Nnz);
        int[] rowOffsets = OffsetsOf(old, grown);
        var columnIndices = new int[Nnz];
        int survivors = 0;
        HostRanges.ForEach(grown.Rows, HostRanges.Count(Nnz, _threads), (_, first, last) =>
        {
            var merge = new Merge(old, grown, survivorsKeep, _keepsValue.Span);
            for (int row = first; row < last; row++)
            {
                merge.Row(row, columnIndices.AsSpan(rowOffsets[row]), _source.Span[rowOffsets[row]..]);
            }

            Interlocked.Add(ref survivors, merge.Survivors);
        });
        Survivors = survivors;
        _pattern = new SparsityPattern(grown.Rows, grown.Columns, rowOffsets, columnIndices, grown.Blocks);
    }

    /// <summary>Gets the number of connections.</summary>
    public int Nnz { get; }

    /// <summary>Gets the number of added connections, survivors included.</summary>
    public int Grown { get; }

    /// <summary>Gets the number of connections removed and drawn again.</summary>
    public int Survivors { get; }

    /// <summary>Creates the new weight, once: the pattern is released.</summary>
    /// <param name="uses">The uses of the weight.</param>
    public SparseWeight MakeWeight(WeightUses uses)
    {
        var pattern = _pattern ?? throw new InvalidOperationException("The new weight was already created.");
        _pattern = null;
        var weight = new SparseWeight(_backend, pattern, uses);
        var inStoredOrder = new HostScratch<int>(weight.ParameterCount);
        weight.Packed.FromCanonical<int>(_source.Span, inStoredOrder.Span);
        _source.Dispose();
        _source = inStoredOrder;
        return weight;
    }

    /// <summary>Moves an array of the old weight to the order of the new one; new connections get 0.</summary>
    /// <param name="from">The array in the old weight's order.</param>
    /// <param name="to">The array in the new weight's order; may be the same memory.</param>
    public void Move(VectorView from, VectorView to)
    {
        using var old = new HostScratch<float>((int)from.Length);
        using var moved = new HostScratch<float>((int)to.Length);
        HostTransfer.Read(_backend, from, old.Span);
        HostRanges.ForEach(Nnz, HostRanges.Count(Nnz, _threads), (_, begin, end) =>
        {
            var values = old.Span;
            var target = moved.Span;
            var source = _source.Span;
            for (int k = begin; k < end; k++)
            {
                target[k] = source[k] == Anew ? 0 : values[source[k]];
            }
        });
        HostTransfer.Write(_backend, moved.Span, to);
    }

    /// <summary>Visits the connections that restart.</summary>
    /// <param name="pattern">The new weight's pattern.</param>
    /// <param name="visit">
    /// Receives a connection's canonical index in the pattern, and its position row * columns + column.
    /// </param>
    public void ForEachNew(SparsityPattern pattern, Action<int, long> visit)
    {
        for (int row = 0; row < pattern.Rows; row++)
        {
            int k = pattern.RowOffsets[row];
            for (int g = _grown.RowOffsets[row]; g < _grown.RowOffsets[row + 1]; g++)
            {
                while (pattern.ColumnIndices[k] < _grown.ColumnIndices[g])
                {
                    k++;
                }

                if (!_keepsValue.Span[g])
                {
                    visit(k, ((long)row * pattern.Columns) + pattern.ColumnIndices[k]);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _source.Dispose();
        _keepsValue.Dispose();
    }

    // A grown connection is none of those that stay, so a row has as many as both together.
    private static int[] OffsetsOf(PrunedPattern old, SparsityPattern grown)
    {
        var offsets = new int[grown.Rows + 1];
        var oldOffsets = old.Pattern.RowOffsets;
        for (int row = 0; row < grown.Rows; row++)
        {
            var oldRow = oldOffsets[row]..oldOffsets[row + 1];
            int pruned = old.Pruned[oldRow].Count(true);
            int added = grown.RowOffsets[row + 1] - grown.RowOffsets[row];
            offsets[row + 1] = offsets[row] + (oldOffsets[row + 1] - oldOffsets[row]) - pruned + added;
        }

        return offsets;
    }

    private ref struct Merge(PrunedPattern old, SparsityPattern grown, bool survivorsKeep, Span<bool> keepsValue)
    {
        private readonly Span<bool> _keepsValue = keepsValue;
        private readonly ReadOnlySpan<int> _oldOffsets = old.Pattern.RowOffsets;
        private readonly ReadOnlySpan<int> _oldColumns = old.Pattern.ColumnIndices;
        private readonly ReadOnlySpan<bool> _pruned = old.Pruned;
        private readonly ReadOnlySpan<int> _storedAt = old.StoredAt;
        private readonly ReadOnlySpan<int> _grownOffsets = grown.RowOffsets;
        private readonly ReadOnlySpan<int> _grownColumns = grown.ColumnIndices;

        public int Survivors { get; private set; }

        public void Row(int row, Span<int> columns, Span<int> source)
        {
            int o = _oldOffsets[row];
            int oldEnd = _oldOffsets[row + 1];
            int g = _grownOffsets[row];
            int grownEnd = _grownOffsets[row + 1];
            int next = 0;
            while (o < oldEnd || g < grownEnd)
            {
                int oldColumn = o < oldEnd ? _oldColumns[o] : int.MaxValue;
                int grownColumn = g < grownEnd ? _grownColumns[g] : int.MaxValue;
                if (oldColumn < grownColumn)
                {
                    if (!_pruned[o])
                    {
                        columns[next] = oldColumn;
                        source[next++] = _storedAt[o];
                    }

                    o++;
                    continue;
                }

                bool survivor = oldColumn == grownColumn;
                columns[next] = grownColumn;
                source[next++] = survivor && survivorsKeep ? _storedAt[o] : Anew;
                _keepsValue[g] = survivor && survivorsKeep;
                Survivors += survivor ? 1 : 0;
                o += survivor ? 1 : 0;
                g++;
            }
        }
    }
}
