using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Handles;
using StRnn.OpenCL.Layouts;

namespace StRnn.OpenCL.Rows;

/// <summary>
/// Canonical CSR, and its transposed copy where it is used; values lie in canonical order. Rows that share their
/// columns are one row of it, whose columns have a value for each of them; transposed, it has no copy of the values.
/// </summary>
internal sealed class RowMatrix : OpenClPackedMatrix
{
    private readonly ClBuffer? _transposedOffsets;
    private readonly ClBuffer? _transposedColumns;

    public RowMatrix(OpenClContext context, SparsityPattern pattern, WeightUses uses)
        : base(context, pattern, uses)
    {
        try
        {
            KeepRows(pattern, "a sparse weight");
            if (HasTransposed)
            {
                var (offsets, columns, source) = Transpose(
                    Columns,
                    Packed.OffsetsOf(pattern.RowOffsets),
                    Packed.OfFirstRows(pattern.RowOffsets, pattern.ColumnIndices));
                _transposedOffsets = Keep<int>(offsets, "a transposed copy's rows");
                _transposedColumns = Keep<int>(columns, "a transposed copy's columns");
                KeepTransposed(source);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public ClBuffer TransposedOffsets => Open(_transposedOffsets);

    public ClBuffer TransposedColumns => Open(_transposedColumns);

    public override SparsityPattern ToPattern() => ReadRows();

    /// <summary>Adds the transposed copy's rows and columns to a call.</summary>
    public KernelCall DescribeTransposedRows(KernelCall call)
        => call.Buffer(TransposedOffsets).Buffer(TransposedColumns);

    /// <summary>Adds the transposed copy and its values, or where they lie, to a call.</summary>
    public KernelCall DescribeTransposed(KernelCall call)
    {
        DescribeTransposedRows(call);
        return Height == 1 ? call.Buffer(TransposedValues) : call.Buffer(TransposedSource).Floats(Refreshed);
    }

    protected override int[]? Order() => OrderOfRows();

    private ClBuffer Open(ClBuffer? buffer)
        => buffer ?? throw new ArgumentException(
            $"The matrix was packed for {Uses}, which does not cover this operation.");
}
