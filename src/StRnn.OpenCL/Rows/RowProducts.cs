using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Handles;
using StRnn.OpenCL.Layouts;

namespace StRnn.OpenCL.Rows;

/// <summary>The products over CSR rows: a work-group has a few rows and a run of neighbouring columns.</summary>
internal sealed class RowProducts(OpenClContext context) : ISparseProducts
{
    private const int ColumnsPerItem = 2;

    public OpenClPackedMatrix Pack(SparsityPattern pattern, WeightUses uses) => new RowMatrix(context, pattern, uses);

    public void SpMM(OpenClPackedMatrix packed, VectorView values, MatrixView x, MatrixView y, bool accumulate)
        => Multiply(packed.RowOffsets, packed.ColumnIndices, context.Floats(values), values.Offset, x, y, accumulate);

    public void SpMMTransposed(OpenClPackedMatrix packed, MatrixView g, MatrixView d, bool accumulate)
    {
        var own = (RowMatrix)packed;
        Multiply(own.TransposedOffsets, own.TransposedColumns, own.TransposedValues, 0, g, d, accumulate);
    }

    public void Sddmm(OpenClPackedMatrix packed, MatrixView g, MatrixView x, VectorView gradient, bool accumulate)
    {
        var (lanes, parts) = (context.Tuning.RowLanes, context.Tuning.RowsPerGroup);
        context.Kernel("sddmm_rows").Buffer(packed.RowOffsets).Buffer(packed.ColumnIndices).Matrix(g).Matrix(x)
            .Int(x.Columns).Floats(gradient).Flag(accumulate).Local(lanes * parts * sizeof(float))
            .Run((long)packed.Rows * lanes, parts, lanes, parts);
    }

    private void Multiply(
        ClBuffer offsets,
        ClBuffer columns,
        ClBuffer values,
        long valuesOffset,
        MatrixView x,
        MatrixView y,
        bool accumulate)
    {
        var (lanes, rows) = (context.Tuning.RowLanes, context.Tuning.RowsPerGroup);
        int groups = (x.Columns + (ColumnsPerItem * lanes) - 1) / (ColumnsPerItem * lanes);
        context.Kernel("spmm_rows").Buffer(offsets).Buffer(columns).Int(y.Rows).Buffer(values).Long(valuesOffset)
            .Matrix(x).Matrix(y)
            .Int(x.Columns).Flag(accumulate).Local(lanes * rows * sizeof(int)).Local(lanes * rows * sizeof(float))
            .Run((long)groups * lanes, y.Rows, lanes, rows);
    }
}
