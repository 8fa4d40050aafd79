using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Handles;

namespace StRnn.OpenCL.Layouts;

/// <summary>
/// A pattern on a device: the base of both layouts. The host keeps no copy of it: canonical pattern and order are read
/// back on demand, at a topology update or checkpoint.
/// </summary>
internal abstract class OpenClPackedMatrix : PackedMatrix
{
    private readonly List<ClBuffer> _memory = [];

    // In one object, so that sessions that refresh at the same time leave a whole one.
    private object? _refreshed;

    protected OpenClPackedMatrix(OpenClContext context, SparsityPattern pattern, WeightUses uses)
        : base(pattern, uses)
    {
        Context = context;
        Packed = PackedBlocks.Of(pattern.Blocks, pattern.Rows, Gates);
        context.Prepare(Height);
    }

    public OpenClContext Context { get; }

    /// <summary>
    /// Gets a value indicating whether it has the layout of a product: also where only the transposed product is asked
    /// for, whose transposed copy takes its order from it.
    /// </summary>
    public bool HasProduct => Uses.HasProduct() || Uses.HasTransposedProduct();

    public bool HasTransposed => Uses.HasTransposedProduct();

    /// <summary>Gets the number of gates whose rows belong together: 4, 2, or 1 for none.</summary>
    public int Gates => Uses.HasFlag(WeightUses.LstmRecurrence) ? 4 : Uses.HasFlag(WeightUses.RhnRecurrence) ? 2 : 1;

    /// <summary>Gets the rows that share their columns on the device.</summary>
    public PackedBlocks Packed { get; }

    /// <summary>Gets the number of rows that share their columns on the device, for which there are kernels.</summary>
    public int Height => Packed.Height;

    public override long LengthInBytes => _memory.Sum(buffer => buffer.Bytes);

    /// <summary>
    /// Gets the canonical rows, or blocks of rows: offsets, columns, and the place of a column's values if not its
    /// canonical index.
    /// </summary>
    public ClBuffer RowOffsets => Open(RowOffsetsOrNull);

    public ClBuffer ColumnIndices => Open(ColumnIndicesOrNull);

    public ClBuffer? ValueSource { get; protected set; }

    /// <summary>
    /// Gets the values that the last refresh was given. Blocks of rows have no copy of them: their transposed product
    /// reads the values where they lie.
    /// </summary>
    /// <exception cref="InvalidOperationException">There was no refresh.</exception>
    public VectorView Refreshed => ((VectorView?)_refreshed) ?? throw new InvalidOperationException(
        "The transposed product needs values: call Refresh before it.");

    /// <summary>Gets the transposed copy's values.</summary>
    public ClBuffer TransposedValues => Open(TransposedValuesOrNull);

    /// <summary>Gets the source of each of them.</summary>
    public ClBuffer TransposedSource => Open(TransposedSourceOrNull);

    protected ClBuffer? RowOffsetsOrNull { get; set; }

    protected ClBuffer? ColumnIndicesOrNull { get; set; }

    protected ClBuffer? TransposedValuesOrNull { get; set; }

    protected ClBuffer? TransposedSourceOrNull { get; set; }

    /// <summary>Gets a matrix that a backend packed.</summary>
    /// <exception cref="ArgumentException">Another backend packed it.</exception>
    public static OpenClPackedMatrix Of(OpenClContext context, PackedMatrix packed, string operation)
    {
        if (packed is not OpenClPackedMatrix own || !own.Context.SharesMemoryWith(context))
        {
            throw KernelShapes.ForeignMatrix(operation, packed, OpenClContext.BackendName);
        }

        context.Hold(own);
        return own;
    }

    /// <summary>Remembers where the values lie.</summary>
    public void Remember(VectorView values) => _refreshed = values;

    public override void ToCanonical<T>(ReadOnlySpan<T> stored, Span<T> canonical)
    {
        CheckLengths(stored.Length, canonical.Length);
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
        CheckLengths(stored.Length, canonical.Length);
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

    /// <summary>
    /// Returns the place of each nonzero's value, in canonical order; null where that is the canonical index itself.
    /// </summary>
    protected abstract int[]? Order();

    protected ClBuffer Keep<T>(ReadOnlySpan<T> elements, string purpose)
        where T : unmanaged
    {
        var buffer = Context.Upload(elements, purpose);
        _memory.Add(buffer);
        return buffer;
    }

    /// <summary>
    /// Creates the transposed copy's arrays: the sources of its values and, of single rows, the values, of undefined
    /// content.
    /// </summary>
    protected void KeepTransposed(ReadOnlySpan<int> source)
    {
        TransposedSourceOrNull = Keep(source, "a transposed copy's order");
        if (Height > 1)
        {
            return;
        }

        TransposedValuesOrNull = Context.Ledger.Allocate((long)Nnz * sizeof(float), "a transposed copy's values");
        _memory.Add(TransposedValuesOrNull);
    }

    protected SparsityPattern ReadRows()
    {
        var columns = new int[Nnz / Height];
        int[] offsets = ReadOffsets();
        int[] rowOffsets = Packed.RowOffsetsOf(offsets);
        Context.Read(ColumnIndices, 0, columns.AsSpan());
        return new SparsityPattern(
            Rows, Columns, rowOffsets, Packed.ForEachNonzero(offsets, rowOffsets, (k, _) => columns[k]), Blocks);
    }

    /// <summary>Returns the order of a matrix whose values lie row by row, or block by block.</summary>
    protected int[]? OrderOfRows()
    {
        if (Height == 1)
        {
            return null;
        }

        int[] offsets = ReadOffsets();
        return Packed.ForEachNonzero(offsets, Packed.RowOffsetsOf(offsets), (k, member) => (k * Height) + member);
    }

    private int[] ReadOffsets()
    {
        var offsets = new int[Packed.Count + 1];
        Context.Read(RowOffsets, 0, offsets.AsSpan());
        return offsets;
    }

    /// <summary>Keeps rows or blocks of rows with their columns.</summary>
    protected void KeepRows(SparsityPattern pattern, string what)
    {
        RowOffsetsOrNull = Keep<int>(Packed.OffsetsOf(pattern.RowOffsets), $"{what}'s rows");
        ColumnIndicesOrNull = Keep<int>(
            Packed.OfFirstRows(pattern.RowOffsets, pattern.ColumnIndices), $"{what}'s columns");
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var buffer in _memory)
        {
            Context.Ledger.Free(buffer);
        }

        _memory.Clear();
    }

    /// <summary>
    /// Transposes a pattern of rows; of its k-th nonzero, the source is the number in the pattern.
    /// </summary>
    protected static (int[] RowOffsets, int[] ColumnIndices, int[] Source) Transpose(
        int columnCount, ReadOnlySpan<int> rowOffsets, ReadOnlySpan<int> columnIndices)
    {
        var offsets = new int[columnCount + 1];
        var columns = new int[columnIndices.Length];
        var source = new int[columnIndices.Length];
        foreach (int column in columnIndices)
        {
            offsets[column + 1]++;
        }

        for (int column = 0; column < columnCount; column++)
        {
            offsets[column + 1] += offsets[column];
        }

        int[] next = offsets[..columnCount];
        for (int row = 0; row < rowOffsets.Length - 1; row++)
        {
            for (int k = rowOffsets[row]; k < rowOffsets[row + 1]; k++)
            {
                int at = next[columnIndices[k]]++;
                columns[at] = row;
                source[at] = k;
            }
        }

        return (offsets, columns, source);
    }

    private ClBuffer Open(ClBuffer? buffer)
    {
        ThrowIfDisposed();
        return buffer ?? throw new ArgumentException(
            $"The matrix was packed for {Uses}, which does not cover this operation.");
    }
}

/// <summary>The products of one layout. Shapes were checked by the caller.</summary>
internal interface ISparseProducts
{
    OpenClPackedMatrix Pack(SparsityPattern pattern, WeightUses uses);

    void SpMM(OpenClPackedMatrix packed, VectorView values, MatrixView x, MatrixView y, bool accumulate);

    void SpMMTransposed(OpenClPackedMatrix packed, MatrixView g, MatrixView d, bool accumulate);

    void Sddmm(OpenClPackedMatrix packed, MatrixView g, MatrixView x, VectorView gradient, bool accumulate);
}
