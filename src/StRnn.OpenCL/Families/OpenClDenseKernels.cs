using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Panels;

namespace StRnn.OpenCL.Families;

/// <summary>Products with dense weights, element-wise work, dropout, reductions.</summary>
internal sealed class OpenClDenseKernels(OpenClContext context) : IDenseKernels
{
    // The kernels have the same numbers.
    private const int GemmRows = 6;
    private const int GemmTile = 64;
    private const int GemmGroup = 16;

    public void Gemm(MatrixView a, MatrixView b, MatrixView y, bool accumulate)
    {
        using var call = context.Begin();
        KernelShapes.CheckGemm(a, b, y);
        Multiply(a, a.RowStride, 1, a.Columns, b, false, y, accumulate);
    }

    public void GemmTransposedA(MatrixView a, MatrixView b, MatrixView y, bool accumulate)
    {
        using var call = context.Begin();
        KernelShapes.CheckGemmTransposedA(a, b, y);
        Multiply(a, 1, a.RowStride, a.Rows, b, false, y, accumulate);
    }

    public void GemmTransposedB(MatrixView a, MatrixView b, MatrixView y, bool accumulate)
    {
        using var call = context.Begin();
        KernelShapes.CheckGemmTransposedB(a, b, y);
        Multiply(a, a.RowStride, 1, a.Columns, b, true, y, accumulate);
    }

    public void GatherRows(MatrixView table, VectorView ids, MatrixView y)
    {
        using var call = context.Begin();
        KernelShapes.CheckGatherRows(table, ids, y);
        context.Numbers(nameof(GatherRows), nameof(ids), ids, table.Rows);
        context.Kernel("gather_dense_rows").Matrix(table).Integers(ids).Matrix(y).Int(y.Columns)
            .Run(y.Columns, y.Rows, context.ElementGroup(y.Columns));
    }

    public void ScatterAddRows(VectorView ids, MatrixView g, MatrixView gradient)
    {
        using var call = context.Begin();
        KernelShapes.CheckScatterAddRows(ids, g, gradient);
        var uses = ColumnsByNumber.Used(
            context, context.Numbers(nameof(ScatterAddRows), nameof(ids), ids, gradient.Rows));
        uses.Describe(context.Kernel("scatter_add_dense_rows").Integers(ids)).Matrix(g).Matrix(gradient).Int(g.Rows)
            .Run(g.Rows, uses.Count, context.ElementGroup(g.Rows));
    }

    public void GatherColumns(MatrixView x, VectorView index, VectorView? weights, MatrixView y, bool accumulate)
    {
        using var call = context.Begin();
        KernelShapes.CheckGatherColumns(x, index, weights, y);
        context.Numbers(nameof(GatherColumns), nameof(index), index, x.Columns, first: -1);
        context.Kernel("gather_columns").Matrix(x).Integers(index).Floats(weights, Any(x)).Flag(weights is not null)
            .Matrix(y).Int(y.Columns).Flag(accumulate).Run(y.Columns, y.Rows, context.ElementGroup(y.Columns));
    }

    public void ScatterAddColumns(MatrixView x, VectorView index, VectorView? weights, MatrixView y, bool accumulate)
    {
        using var call = context.Begin();
        KernelShapes.CheckScatterAddColumns(x, index, weights, y);
        var numbers = context.Numbers(nameof(ScatterAddColumns), nameof(index), index, y.Columns, first: -1);
        var uses = ColumnsByNumber.All(context, numbers, y.Columns);
        uses.Describe(context.Kernel("scatter_add_columns").Matrix(x)).Floats(weights, Any(x)).Flag(weights is not null)
            .Matrix(y).Int(y.Columns).Flag(accumulate).Run(y.Columns, y.Rows, context.ElementGroup(y.Columns));
    }

    public void AddBias(VectorView bias, MatrixView y)
    {
        using var call = context.Begin();
        KernelShapes.CheckAddBias(bias, y);
        RunRows(context.Kernel("add_bias").Floats(bias).Matrix(y).Int(y.Columns), y);
    }

    public void SumColumns(MatrixView g, VectorView sums, bool accumulate)
    {
        using var call = context.Begin();
        KernelShapes.CheckSumColumns(g, sums);
        if (context.Tuning.Layout == SparseLayout.Panels)
        {
            context.Kernel("sum_columns_by_row").Matrix(g).Floats(sums).Int(g.Rows).Int(g.Columns).Flag(accumulate)
                .Run(g.Rows, context.Tuning.ElementGroup);
            return;
        }

        int group = context.Tuning.ReductionGroup;
        context.Kernel("sum_columns_by_group").Matrix(g).Floats(sums).Int(g.Columns).Flag(accumulate)
            .Local(group * sizeof(float))
            .Run(group, g.Rows, group);
    }

    public void Dropout(MatrixView x, MatrixView y, DropoutMask mask, bool accumulate)
    {
        using var call = context.Begin();
        const int ColumnsPerItem = 4;
        KernelShapes.CheckDropout(x, y, mask);
        int items = (x.Columns + ColumnsPerItem - 1) / ColumnsPerItem;
        context.Kernel("dropout").Matrix(x).Matrix(y).Int(x.Columns).Int(mask.Columns == 0 ? x.Columns : mask.Columns)
            .Mask(mask).Flag(accumulate).Run(items, x.Rows, context.ElementGroup(items));
    }

    public void DropoutWords(MatrixView x, VectorView ids, MatrixView y, DropoutMask mask, bool accumulate)
    {
        using var call = context.Begin();
        KernelShapes.CheckDropoutWords(x, ids, y, mask);
        context.Kernel("dropout_words").Matrix(x).Integers(ids).Matrix(y).Int(x.Rows).Int(x.Columns).Mask(mask)
            .Flag(accumulate)
            .Run(x.Columns, context.ElementGroup(x.Columns));
    }

    public void Copy(MatrixView x, MatrixView y)
    {
        using var call = context.Begin();
        KernelShapes.CheckCopy(x, y);
        RunRows(context.Kernel("copy").Matrix(x).Matrix(y).Int(y.Columns), y);
    }

    public void Add(MatrixView x, MatrixView y)
    {
        using var call = context.Begin();
        KernelShapes.CheckAdd(x, y);
        RunRows(context.Kernel("add").Matrix(x).Matrix(y).Int(y.Columns), y);
    }

    public void Fill(VectorView x, float value)
    {
        using var call = context.Begin();
        context.Kernel("fill").Floats(x).Long(x.Length).Float(value)
            .Run((x.Length + context.Lanes - 1) / context.Lanes, context.Tuning.ElementGroup);
    }

    public void Sum(VectorView x, VectorView result, bool accumulate)
    {
        using var call = context.Begin();
        KernelShapes.CheckSum(result);
        BlockReduction.Run(context, x, squared: false, result, accumulate);
    }

    // Y = op(A)*op(B); the strides give the place of element (i, k) of op(A).
    private void Multiply(
        MatrixView a,
        int rowStride,
        int depthStride,
        int depth,
        MatrixView b,
        bool isTransposed,
        MatrixView y,
        bool accumulate)
    {
        if (y.Rows == 0 || y.Columns == 0)
        {
            return;
        }

        var left = context.Memory(a);
        if (context.Tuning.Layout == SparseLayout.Panels)
        {
            var strips = Strips.OfDense(y.Columns);
            var packed = context.Scratch.Get(Scratch.Packed, Math.Max(1, strips.PackedLength(depth)) * sizeof(float));
            if (isTransposed)
            {
                strips.PackTransposed(context, b, packed);
            }
            else
            {
                strips.Pack(context, b, packed);
            }

            context.Kernel("gemm_strips").Buffer(left).Long(a.Offset).Int(rowStride).Int(depthStride).Buffer(packed)
                .Int(strips.LastWidth).Matrix(y).Int(y.Rows).Int(depth).Int(y.Columns).Flag(accumulate)
                .Run((y.Rows + GemmRows - 1) / GemmRows, strips.Count, 1);
            return;
        }

        context.Kernel("gemm_tiles").Buffer(left).Long(a.Offset).Int(rowStride).Int(depthStride)
            .Buffer(context.Memory(b))
            .Long(b.Offset).Int(isTransposed ? 1 : b.RowStride).Int(isTransposed ? b.RowStride : 1).Matrix(y)
            .Int(y.Rows).Int(depth).Int(y.Columns).Flag(accumulate)
            .Run(Tiles(y.Columns) * GemmGroup, Tiles(y.Rows) * GemmGroup, GemmGroup, GemmGroup);

        static int Tiles(int count) => (count + GemmTile - 1) / GemmTile;
    }

    private void RunRows(KernelCall call, MatrixView y)
    {
        int vectors = context.Vectors(y.Columns);
        call.Run(vectors, y.Rows, context.ElementGroup(vectors));
    }

    // An argument for a kernel that does not read it.
    private static VectorView Any(MatrixView x) => new(x.Buffer, 0, 0);
}
