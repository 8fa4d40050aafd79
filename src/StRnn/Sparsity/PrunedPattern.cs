using StRnn.Sparsity.Pruning;
using StRnn.Tensors;

namespace StRnn.Sparsity;

/// <summary>A sparse weight's connections, those marked that a topology update removes.</summary>
internal sealed class PrunedPattern : IDisposable
{
    private readonly HostScratch<int> _storedAt;
    private readonly HostScratch<bool> _pruned;
    private SparsityPattern? _pattern;

    /// <summary>Marks connections; the weight is only read, and not needed afterwards.</summary>
    /// <param name="weight">The weight.</param>
    /// <param name="rule">Which connections of a group go.</param>
    /// <param name="counts">How many of each topology group, the groups being equal ranges of rows.</param>
    /// <param name="pattern">The weight's pattern, owned from now on.</param>
    public PrunedPattern(SparseTensor weight, IPruningRule rule, IReadOnlyList<int> counts, SparsityPattern pattern)
    {
        int nnz = weight.ParameterCount;
        KeptCount = nnz - counts.Sum();
        _pattern = pattern;
        _storedAt = new HostScratch<int>(nnz);
        _pruned = new HostScratch<bool>(nnz);
        using (var stored = new HostScratch<int>(nnz))
        {
            for (int k = 0; k < nnz; k++)
            {
                stored.Span[k] = k;
            }

            weight.Form.ToCanonical<int>(stored.Span, _storedAt.Span);
        }

        using (var values = new HostScratch<float>(nnz))
        {
            ReadValues(weight, values.Span);
            int rows = pattern.Rows / counts.Count;
            for (int group = 0; group < counts.Count; group++)
            {
                var connections = pattern.RowOffsets[group * rows]..pattern.RowOffsets[(group + 1) * rows];
                rule.Mark(values.Span[connections], counts[group], _pruned.Span[connections]);
            }
        }
    }

    /// <summary>The connections before the update.</summary>
    /// <exception cref="ObjectDisposedException">They were given up.</exception>
    public SparsityPattern Pattern => _pattern ?? throw new ObjectDisposedException(nameof(PrunedPattern));

    /// <summary>How many of them stay.</summary>
    public int KeptCount { get; }

    /// <summary>Which go, in canonical order.</summary>
    public ReadOnlySpan<bool> Pruned => _pruned.Span;

    /// <summary>Where the weight stores each connection's value, in canonical order.</summary>
    public ReadOnlySpan<int> StoredAt => _storedAt.Span;

    /// <summary>The connections that stay.</summary>
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

        return new SparsityPattern(Pattern.Rows, Pattern.Columns, rowOffsets, columnIndices);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pattern = null;
        _storedAt.Dispose();
        _pruned.Dispose();
    }

    private void ReadValues(SparseTensor weight, Span<float> canonical)
    {
        using var stored = new HostScratch<float>(canonical.Length);
        HostTransfer.Read(weight.Backend, weight.Values, stored.Span);
        var inStoredOrder = stored.Span;
        var storedAt = StoredAt;
        for (int k = 0; k < canonical.Length; k++)
        {
            canonical[k] = inStoredOrder[storedAt[k]];
        }
    }
}
