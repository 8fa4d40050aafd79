using StRnn.Backends;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Interop;
using StRnn.Tensors;

namespace StRnn.OpenCL.Rows;

/// <summary>Canonical CSR, and its transposed twin where it is used; values lie in canonical order.</summary>
internal sealed class RowForm : OpenClSparseForm
{
    private readonly ClBuffer? _twinOffsets;
    private readonly ClBuffer? _twinColumns;

    public RowForm(OpenClContext context, SparsityPattern pattern, PatternUses uses)
        : base(context, pattern, uses)
    {
        try
        {
            RowOffsetsOrNull = Keep(pattern.RowOffsets, "a sparse weight's rows");
            ColumnIndicesOrNull = Keep(pattern.ColumnIndices, "a sparse weight's columns");
            if (HasTwin)
            {
                var (offsets, columns, source) = Transpose(pattern);
                _twinOffsets = Keep<int>(offsets, "a transposed twin's rows");
                _twinColumns = Keep<int>(columns, "a transposed twin's columns");
                KeepTwin(source);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public ClBuffer TwinOffsets => Open(_twinOffsets);

    public ClBuffer TwinColumns => Open(_twinColumns);

    public override SparsityPattern ToPattern() => ReadRows();

    protected override int[]? Order() => null;

    private ClBuffer Open(ClBuffer? buffer)
        => buffer ?? throw new ArgumentException($"The sparse form was prepared for {Uses}, which does not cover this operation.");
}
