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

    // Of a gradient of blocks, whatever their height: rows by columns.
    private const int SumsPerItem = 8;

    public OpenClPackedMatrix Pack(SparsityPattern pattern, WeightUses uses) => new RowMatrix(context, pattern, uses);

    public void SpMM(OpenClPackedMatrix packed, VectorView values, MatrixView x, MatrixView y, bool accumulate)
    {
        var call = context.Kernel("spmm_rows", packed.Height).Buffer(packed.RowOffsets).Buffer(packed.ColumnIndices)
            .Int(packed.Packed.Count).Floats(values);
        Multiply(Blocks(call, packed), packed.Packed.Count, packed.Height, x, y, accumulate);
    }

    public void SpMMTransposed(OpenClPackedMatrix packed, MatrixView g, MatrixView d, bool accumulate)
    {
        var own = (RowMatrix)packed;
        if (own.Height == 1)
        {
            var call = own.DescribeTransposedRows(context.Kernel("spmm_rows"))
                .Int(d.Rows).Buffer(own.TransposedValues).Long(0);
            Multiply(call, d.Rows, own.Height, g, d, accumulate);
        }
        else
        {
            var call = own.DescribeTransposed(context.Kernel("spmm_transposed_rows", own.Height)).Int(d.Rows);
            Multiply(Blocks(call, own), d.Rows, own.Height, g, d, accumulate);
        }
    }

    public void Sddmm(OpenClPackedMatrix packed, MatrixView g, MatrixView x, VectorView gradient, bool accumulate)
    {
        int lanes = context.Tuning.RowLanes;
        var call = context.Kernel("sddmm_rows", packed.Height).Buffer(packed.RowOffsets).Buffer(packed.ColumnIndices);
        var (parts, sums) = packed.Height == 1
            ? (context.Tuning.RowsPerGroup, 1)
            : (WorkGroups.PartsPerGroup(context.Tuning), SumsPerItem);
        Blocks(call, packed).Matrix(g).Matrix(x).Int(x.Columns).Floats(gradient).Flag(accumulate)
            .Local(lanes * parts * sums * sizeof(float))
            .Run((long)packed.Packed.Count * lanes, parts, lanes, parts);
    }

    // Where the rows of a block lie, which kernels of single rows need not know.
    private static KernelCall Blocks(KernelCall call, OpenClPackedMatrix packed)
        => packed.Height == 1 ? call : call.Int(packed.Packed.Step).Int(packed.Packed.Apart);

    private void Multiply(
        KernelCall call, int blocks, int height, MatrixView x, MatrixView y, bool accumulate)
    {
        int lanes = context.Tuning.RowLanes;
        int perGroup = height == 1 ? context.Tuning.RowsPerGroup : WorkGroups.BlocksPerGroup(context.Tuning, height);
        int groups = (x.Columns + (ColumnsPerItem * lanes) - 1) / (ColumnsPerItem * lanes);
        call.Matrix(x).Matrix(y).Int(x.Columns).Flag(accumulate).Local(lanes * perGroup * sizeof(int))
            .Local(lanes * perGroup * height * sizeof(float))
            .Run((long)groups * lanes, blocks, lanes, perGroup);
    }
}
