using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Backends.Reference;

/// <summary>
/// A pattern in canonical order, with an index of its columns and the last refreshed values if the transposed product
/// is needed. The stored values make a missing <see cref="ISparseKernels.Refresh"/> show in gradients, as it does in
/// backends with a transposed copy.
/// </summary>
internal sealed class ReferencePackedMatrix<T> : PackedMatrix
    where T : unmanaged
{
    private readonly SparsityPattern _pattern;
    private readonly int[] _columnOffsets = [];
    private readonly int[] _rowIndices = [];
    private readonly int[] _positions = [];
    private T[]? _refreshed;

    public ReferencePackedMatrix(ReferenceLedger owner, SparsityPattern pattern, WeightUses uses)
        : base(pattern, uses)
    {
        Owner = owner;
        _pattern = pattern;
        if (HasTranspose)
        {
            _columnOffsets = new int[Columns + 1];
            _rowIndices = new int[Nnz];
            _positions = new int[Nnz];
            IndexColumns();
        }
    }

    public ReferenceLedger Owner { get; }

    public bool HasTranspose => Uses.HasTransposedProduct();

    public ReadOnlySpan<int> RowOffsets => Open()._pattern.RowOffsets;

    public ReadOnlySpan<int> ColumnIndices => Open()._pattern.ColumnIndices;

    /// <summary>
    /// Gets the start of each column's nonzeros in <see cref="RowIndices"/> and <see cref="Positions"/>.
    /// </summary>
    public ReadOnlySpan<int> ColumnOffsets => Open()._columnOffsets;

    /// <summary>Gets the row numbers, ascending within a column.</summary>
    public ReadOnlySpan<int> RowIndices => Open()._rowIndices;

    /// <summary>Gets the canonical index of each connection, column after column.</summary>
    public ReadOnlySpan<int> Positions => Open()._positions;

    /// <summary>Gets the values of the last <see cref="Refresh"/>.</summary>
    public ReadOnlySpan<T> Refreshed => Open()._refreshed
        ?? throw new InvalidOperationException(
            "SpMMTransposed: Refresh has not been called since the matrix was packed.");

    public override long LengthInBytes =>
        (sizeof(int) * ((long)Rows + 1 + Nnz + _columnOffsets.Length + _rowIndices.Length + _positions.Length))
        + (HasTranspose ? (long)Nnz * System.Runtime.CompilerServices.Unsafe.SizeOf<T>() : 0);

    public void Refresh(ReadOnlySpan<T> values)
    {
        if (Open().HasTranspose)
        {
            _refreshed ??= new T[Nnz];
            values.CopyTo(_refreshed);
        }
    }

    public override SparsityPattern ToPattern() => Open()._pattern;

    public override void ToCanonical<TElement>(ReadOnlySpan<TElement> stored, Span<TElement> canonical) =>
        CopyAll(stored, canonical);

    public override void FromCanonical<TElement>(ReadOnlySpan<TElement> canonical, Span<TElement> stored) =>
        CopyAll(canonical, stored);

    protected override void Dispose(bool disposing) => _refreshed = null;

    private void CopyAll<TElement>(ReadOnlySpan<TElement> source, Span<TElement> destination)
    {
        CheckLengths(source.Length, destination.Length);
        source.CopyTo(destination);
    }

    private ReferencePackedMatrix<T> Open()
    {
        ThrowIfDisposed();
        return this;
    }

    private void IndexColumns()
    {
        ReadOnlySpan<int> columns = _pattern.ColumnIndices;
        ReadOnlySpan<int> rowOffsets = _pattern.RowOffsets;
        foreach (int column in columns)
        {
            _columnOffsets[column + 1]++;
        }

        for (int column = 0; column < Columns; column++)
        {
            _columnOffsets[column + 1] += _columnOffsets[column];
        }

        int[] next = _columnOffsets[..Columns];
        for (int row = 0; row < Rows; row++)
        {
            for (int k = rowOffsets[row]; k < rowOffsets[row + 1]; k++)
            {
                int slot = next[columns[k]]++;
                _rowIndices[slot] = row;
                _positions[slot] = k;
            }
        }
    }
}
