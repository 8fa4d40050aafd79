using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.Sparsity.Pruning;
using StRnn.Tensors;

namespace StRnn.Sparsity.Topology;

/// <summary>The connections of a sparse weight, with marks on those that a topology update removes.</summary>
internal sealed class PrunedPattern : IDisposable
{
    private readonly HostScratch<int> _storedAt;
    private readonly HostScratch<bool> _pruned;
    private readonly ConnectionGrid _grid;
    private SparsityPattern? _pattern;

    /// <summary>Marks connections; the weight is only read, and not used afterwards.</summary>
    /// <param name="parameter">The weight's parameter; all positions of a dense weight are connections.</param>
    /// <param name="rule">The rule that chooses the connections to remove from a group.</param>
    /// <param name="counts">
    /// The number of connections to remove from each topology group; the groups are equal ranges of the rows of the
    /// connections' grid.
    /// </param>
    /// <param name="pattern">The weight's pattern, owned from now on.</param>
    public PrunedPattern(Parameter parameter, IPruningRule rule, IReadOnlyList<int> counts, SparsityPattern pattern)
    {
        var weight = parameter.Weight;
        int nnz = weight.ParameterCount;
        _grid = new ConnectionGrid(parameter.Spec);
        KeptCount = nnz - (counts.Sum() * _grid.Height);
        _pattern = pattern;
        Threads = weight.Backend.Info.Threads;
        _storedAt = new HostScratch<int>(nnz);
        _pruned = new HostScratch<bool>(nnz);
        using (var stored = new HostScratch<int>(nnz))
        {
            for (int k = 0; k < nnz; k++)
            {
                stored.Span[k] = k;
            }

            if (weight is SparseWeight sparse)
            {
                sparse.Packed.ToCanonical<int>(stored.Span, _storedAt.Span);
            }
            else
            {
                stored.Span.CopyTo(_storedAt.Span);
            }
        }

        using var values = Read(weight, weight.Values);
        using var previous = rule.Needs.HasFlag(PruningNeeds.Previous) ? Read(weight, parameter.States[^1]) : null;
        using var gradient = rule.Needs.HasFlag(PruningNeeds.Gradient) ? Read(weight, parameter.Gradient) : null;
        using var marks = _grid.Height > 1 ? new HostScratch<bool>(nnz / _grid.Height) : null;
        var grid = _grid.Reduce(pattern);
        int rows = grid.Rows / counts.Count;
        for (int group = 0; group < counts.Count; group++)
        {
            var connections = grid.RowOffsets[group * rows]..grid.RowOffsets[(group + 1) * rows];
            var candidates = new PruningCandidates(
                values.Span[connections],
                previous is null ? default : previous.Span[connections],
                gradient is null ? default : gradient.Span[connections]);
            rule.Mark(candidates, counts[group], (marks ?? _pruned).Span[connections]);
        }

        if (marks is not null)
        {
            _grid.Expand(pattern.RowOffsets, marks.Span, _pruned.Span);
        }
    }

    /// <summary>Gets the connections before the update.</summary>
    /// <exception cref="ObjectDisposedException">The pattern was released.</exception>
    public SparsityPattern Pattern => _pattern ?? throw new ObjectDisposedException(nameof(PrunedPattern));

    /// <summary>Gets the number of connections that stay.</summary>
    public int KeptCount { get; }

    /// <summary>Gets the number of threads that the backend of the weight has.</summary>
    public int Threads { get; }

    /// <summary>Gets the marks of the connections that are removed, in canonical order.</summary>
    public ReadOnlySpan<bool> Pruned => _pruned.Span;

    /// <summary>Gets the index of each connection's value in the weight, in canonical order.</summary>
    public ReadOnlySpan<int> StoredAt => _storedAt.Span;

    /// <summary>Returns the connections that stay.</summary>
    public SparsityPattern Kept()
    {
        var oldOffsets = Pattern.RowOffsets;
        var oldColumns = Pattern.ColumnIndices;
        var pruned = Pruned;
        var rowOffsets = new int[Pattern.Rows + 1];
        var columnIndices = new int[KeptCount];
        int next = 0;
        for (int row = 0; row < Pattern.Rows; row++)
        {
            for (int k = oldOffsets[row]; k < oldOffsets[row + 1]; k++)
            {
                if (!pruned[k])
                {
                    columnIndices[next++] = oldColumns[k];
                }
            }

            rowOffsets[row + 1] = next;
        }

        return new SparsityPattern(Pattern.Rows, Pattern.Columns, rowOffsets, columnIndices, Pattern.Blocks);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pattern = null;
        _storedAt.Dispose();
        _pruned.Dispose();
    }

    // Reads an array of the weight in canonical order: one number for each connection.
    private HostScratch<float> Read(Weight weight, VectorView array)
    {
        var canonical = new HostScratch<float>(weight.ParameterCount);
        using var stored = new HostScratch<float>(weight.ParameterCount);
        HostTransfer.Read(weight.Backend, array, stored.Span);
        int nnz = weight.ParameterCount;
        HostRanges.ForEach(nnz, HostRanges.Count(nnz, Threads), (_, begin, end) =>
        {
            var inStoredOrder = stored.Span;
            var inCanonicalOrder = canonical.Span;
            var storedAt = StoredAt;
            for (int k = begin; k < end; k++)
            {
                inCanonicalOrder[k] = inStoredOrder[storedAt[k]];
            }
        });

        if (_grid.Height == 1)
        {
            return canonical;
        }

        var connections = new HostScratch<float>(canonical.Span.Length / _grid.Height);
        _grid.Reduce(Pattern.RowOffsets, canonical.Span, connections.Span);
        canonical.Dispose();
        return connections;
    }
}
