using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Handles;
using StRnn.OpenCL.Layouts;

namespace StRnn.OpenCL.Rows;

/// <summary>Canonical CSR, and its transposed copy where it is used; values lie in canonical order.</summary>
internal sealed class RowMatrix : OpenClPackedMatrix
{
    private readonly ClBuffer? _transposedOffsets;
    private readonly ClBuffer? _transposedColumns;

    public RowMatrix(OpenClContext context, SparsityPattern pattern, WeightUses uses)
        : base(context, pattern, uses)
    {
        try
        {
            RowOffsetsOrNull = Keep(pattern.RowOffsets, "a sparse weight's rows");
            ColumnIndicesOrNull = Keep(pattern.ColumnIndices, "a sparse weight's columns");
            if (HasTransposed)
            {
                var (offsets, columns, source) = Transpose(pattern);
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

    protected override int[]? Order() => null;

    private ClBuffer Open(ClBuffer? buffer)
        => buffer ?? throw new ArgumentException(
            $"The matrix was packed for {Uses}, which does not cover this operation.");
}
