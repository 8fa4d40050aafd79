using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Layouts;
using StRnn.OpenCL.Panels;
using StRnn.OpenCL.Rows;

namespace StRnn.OpenCL.Families;

/// <summary>Products in the layout of the device, and lookups, which are the same in both.</summary>
internal sealed class OpenClSparseKernels(OpenClContext context) : ISparseKernels
{
    // One dimension may have as many work-items as a whole work-group, unless the driver says less.
    private long WidestGroup => Math.Min(
        context.Device.LargestWorkGroup, context.Device.LargestWorkItems is [var widest, ..] ? widest : long.MaxValue);

    private readonly ISparseProducts _products = context.Tuning.Layout == SparseLayout.Panels
        ? new PanelProducts(context)
        : new RowProducts(context);

    public PackedMatrix Pack(SparsityPattern pattern, WeightUses uses)
    {
        using var call = context.Begin();
        KernelShapes.CheckPack(pattern, uses);
        return _products.Pack(pattern, uses);
    }

    public void Refresh(PackedMatrix packed, VectorView values)
    {
        using var call = context.Begin();
        var own = OpenClPackedMatrix.Of(context, packed, nameof(Refresh));
        KernelShapes.CheckRefresh(packed, values);
        own.Remember(values);
        if (own.HasTransposed && own.Height == 1 && own.Nnz > 0)
        {
            context.Kernel("refresh_transposed").Floats(values).Buffer(own.TransposedSource)
                .Buffer(own.TransposedValues).Int(own.Nnz)
                .Run(own.Nnz, (int)Math.Min(context.Tuning.ElementGroup * context.Lanes, WidestGroup));
        }
    }

    public void SpMM(PackedMatrix packed, VectorView values, MatrixView x, MatrixView y, bool accumulate)
    {
        using var call = context.Begin();
        var own = OpenClPackedMatrix.Of(context, packed, nameof(SpMM));
        KernelShapes.CheckSpMM(packed, values, x, y);
        if (x.Columns > 0)
        {
            _products.SpMM(own, values, x, y, accumulate);
        }
    }

    public void SpMMTransposed(PackedMatrix packed, MatrixView g, MatrixView d, bool accumulate)
    {
        using var call = context.Begin();
        var own = OpenClPackedMatrix.Of(context, packed, nameof(SpMMTransposed));
        KernelShapes.CheckSpMMTransposed(packed, g, d);
        if (g.Columns > 0)
        {
            _products.SpMMTransposed(own, g, d, accumulate);
        }
    }

    public void Sddmm(PackedMatrix packed, MatrixView g, MatrixView x, VectorView gradient, bool accumulate)
    {
        using var call = context.Begin();
        var own = OpenClPackedMatrix.Of(context, packed, nameof(Sddmm));
        KernelShapes.CheckSddmm(packed, g, x, gradient);
        if (x.Columns > 0)
        {
            _products.Sddmm(own, g, x, gradient, accumulate);
        }
        else if (!accumulate)
        {
            Fill(gradient);
        }
    }

    public void GatherRows(PackedMatrix packed, VectorView values, VectorView ids, MatrixView y)
    {
        using var call = context.Begin();
        var own = OpenClPackedMatrix.Of(context, packed, nameof(GatherRows));
        KernelShapes.CheckGatherRows(packed, values, ids, y);
        context.Numbers(nameof(GatherRows), nameof(ids), ids, own.Rows);
        context.Kernel("clear_matrix").Matrix(y).Int(y.Columns)
            .Run(context.Vectors(y.Columns), y.Rows, context.ElementGroup(context.Vectors(y.Columns)));
        Lookup("gather_sparse_rows", own).Floats(values).Integers(ids).Matrix(y).Int(y.Columns)
            .Run(WorkGroups.Lookup, y.Columns, WorkGroups.Lookup);
    }

    public void ScatterAddRows(PackedMatrix packed, VectorView ids, MatrixView g, VectorView gradient, bool accumulate)
    {
        using var call = context.Begin();
        var own = OpenClPackedMatrix.Of(context, packed, nameof(ScatterAddRows));
        KernelShapes.CheckScatterAddRows(packed, ids, g, gradient);
        if (!accumulate)
        {
            Fill(gradient);
        }

        var uses = ColumnsByNumber.Used(context, context.Numbers(nameof(ScatterAddRows), nameof(ids), ids, own.Rows));
        var launch = Lookup("scatter_add_sparse_rows", own).Integers(ids);
        uses.Describe(launch).Matrix(g).Floats(gradient).Run(WorkGroups.Lookup, uses.Count, WorkGroups.Lookup);
    }

    // Begins the call of a kernel that looks up rows, which may be rows of blocks.
    private KernelCall Lookup(string kernel, OpenClPackedMatrix own)
    {
        var call = context.Kernel(kernel, own.Height).Buffer(own.RowOffsets).Buffer(own.ColumnIndices)
            .Buffer(own.ValueSource ?? own.RowOffsets).Flag(own.ValueSource is not null);
        return own.Height == 1 ? call : call.Int(own.Packed.Step).Int(own.Packed.Apart);
    }

    private void Fill(VectorView gradient)
        => context.Kernel("fill").Floats(gradient).Long(gradient.Length).Float(0)
            .Run((gradient.Length + context.Lanes - 1) / context.Lanes, context.Tuning.ElementGroup);
}
