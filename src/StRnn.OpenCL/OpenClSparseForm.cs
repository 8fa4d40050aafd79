using StRnn.Backends;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Interop;
using StRnn.Tensors;

namespace StRnn.OpenCL;

/// <summary>
/// A pattern on a device: what both layouts share. The host keeps no copy of it: canonical pattern and order are read back on demand, at a
/// topology update or checkpoint.
/// </summary>
internal abstract class OpenClSparseForm : SparseForm
{
    private readonly List<ClBuffer> _memory = [];
    private bool _disposed;

    protected OpenClSparseForm(OpenClContext context, SparsityPattern pattern, PatternUses uses)
        : base(pattern.Rows, pattern.Columns, pattern.Nnz, uses)
    {
        Context = context;
    }

    public OpenClContext Context { get; }

    /// <summary>Whether it has the form of a product: also where only the transposed product is asked for, whose twin takes its order from it.</summary>
    public bool HasProduct => (Uses & (PatternUsesOf.Product | PatternUsesOf.Twin)) != 0;

    public bool HasTwin => (Uses & PatternUsesOf.Twin) != 0;

    /// <summary>Gates whose rows belong together: 4, 2, or 1 for none.</summary>
    public int Gates => Uses.HasFlag(PatternUses.LstmRecurrence) ? 4 : Uses.HasFlag(PatternUses.RhnRecurrence) ? 2 : 1;

    public override long LengthInBytes => _memory.Sum(buffer => buffer.Bytes);

    /// <summary>Canonical rows: offsets, columns, and where a connection's value lies if not at its canonical index.</summary>
    public ClBuffer RowOffsets => Open(RowOffsetsOrNull);

    public ClBuffer ColumnIndices => Open(ColumnIndicesOrNull);

    public ClBuffer? ValueSource { get; protected set; }

    /// <summary>The transposed twin's values.</summary>
    public ClBuffer TwinValues => Open(TwinValuesOrNull);

    /// <summary>Where each of them comes from.</summary>
    public ClBuffer TwinSource => Open(TwinSourceOrNull);

    protected ClBuffer? RowOffsetsOrNull { get; set; }

    protected ClBuffer? ColumnIndicesOrNull { get; set; }

    protected ClBuffer? TwinValuesOrNull { get; set; }

    protected ClBuffer? TwinSourceOrNull { get; set; }

    public override void ToCanonical<T>(ReadOnlySpan<T> stored, Span<T> canonical)
    {
        RequireLengths(stored.Length, canonical.Length);
        if (Order() is not { } order)
        {
            stored.CopyTo(canonical);
            return;
        }

        for (int k = 0; k < order.Length; k++)
        {
            canonical[k] = stored[order[k]];
        }
    }

    public override void FromCanonical<T>(ReadOnlySpan<T> canonical, Span<T> stored)
    {
        RequireLengths(stored.Length, canonical.Length);
        if (Order() is not { } order)
        {
            canonical.CopyTo(stored);
            return;
        }

        for (int k = 0; k < order.Length; k++)
        {
            stored[order[k]] = canonical[k];
        }
    }

    /// <summary>Where each connection's value lies, in canonical order; null where that is the canonical index itself.</summary>
    protected abstract int[]? Order();

    protected ClBuffer Keep<T>(ReadOnlySpan<T> elements, string purpose)
        where T : unmanaged
    {
        var buffer = Context.Upload(elements, purpose);
        _memory.Add(buffer);
        return buffer;
    }

    /// <summary>The twin's arrays: values of undefined content and their sources.</summary>
    protected void KeepTwin(ReadOnlySpan<int> source)
    {
        TwinSourceOrNull = Keep(source, "a transposed twin's order");
        TwinValuesOrNull = Context.Ledger.Allocate((long)Nnz * sizeof(float), "a transposed twin's values");
        _memory.Add(TwinValuesOrNull);
    }

    protected SparsityPattern ReadRows()
    {
        var offsets = new int[Rows + 1];
        var columns = new int[Nnz];
        Context.Read(RowOffsets, 0, offsets.AsSpan());
        Context.Read(ColumnIndices, 0, columns.AsSpan());
        return new SparsityPattern(Rows, Columns, offsets, columns);
    }

    protected override void Dispose(bool disposing)
    {
        _disposed = true;
        foreach (var buffer in _memory)
        {
            Context.Ledger.Free(buffer);
        }

        _memory.Clear();
    }

    /// <summary>The transposed pattern, and which connection of the pattern is the k-th of the transposed one.</summary>
    protected static (int[] RowOffsets, int[] ColumnIndices, int[] Source) Transpose(SparsityPattern pattern)
    {
        var offsets = new int[pattern.Columns + 1];
        var columns = new int[pattern.Nnz];
        var source = new int[pattern.Nnz];
        foreach (int column in pattern.ColumnIndices)
        {
            offsets[column + 1]++;
        }

        for (int column = 0; column < pattern.Columns; column++)
        {
            offsets[column + 1] += offsets[column];
        }

        int[] next = offsets[..pattern.Columns];
        for (int row = 0; row < pattern.Rows; row++)
        {
            for (int k = pattern.RowOffsets[row]; k < pattern.RowOffsets[row + 1]; k++)
            {
                int at = next[pattern.ColumnIndices[k]]++;
                columns[at] = row;
                source[at] = k;
            }
        }

        return (offsets, columns, source);
    }

    private ClBuffer Open(ClBuffer? buffer)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(SparseForm));
        return buffer ?? throw new ArgumentException($"The sparse form was prepared for {Uses}, which does not cover this operation.");
    }

    private void RequireLengths(int stored, int canonical)
    {
        if (stored != Nnz || canonical != Nnz)
        {
            throw new ArgumentException($"A form of {Nnz} connections cannot reorder arrays of {stored} and {canonical} elements.");
        }
    }
}
