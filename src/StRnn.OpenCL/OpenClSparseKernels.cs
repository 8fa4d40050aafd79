using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Operands;
using StRnn.OpenCL.Panels;
using StRnn.OpenCL.Rows;

namespace StRnn.OpenCL;

/// <summary>Products in the layout of the device, and lookups, which are the same in both.</summary>
internal sealed class OpenClSparseKernels(OpenClContext context) : ISparseKernels
{
    // One dimension has room for as many as a work-group has in all, unless the driver says less.
    private long WidestGroup => Math.Min(
        context.Device.LargestWorkGroup, context.Device.LargestWorkItems is [var widest, ..] ? widest : long.MaxValue);

    private readonly ISparseProducts _products = context.Tuning.Layout == SparseLayout.Panels
        ? new PanelProducts(context)
        : new RowProducts(context);

    public PackedMatrix Pack(SparsityPattern pattern, WeightUses uses)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        RequireGates(pattern, uses, WeightUses.LstmRecurrence, gates: 4);
        RequireGates(pattern, uses, WeightUses.RhnRecurrence, gates: 2);
        if (uses.HasFlag(WeightUses.LstmRecurrence | WeightUses.RhnRecurrence))
        {
            throw new ArgumentException("Pack: a packed matrix serves one kind of recurrence.", nameof(uses));
        }

        return _products.Pack(pattern, uses);
    }

    public void Refresh(PackedMatrix packed, VectorView values)
    {
        var own = Require(context, packed, nameof(Refresh), ~WeightUses.None);
        OpenClContext.RequireLength(values, nameof(Refresh), own.Nnz);
        if (own.HasTransposed && own.Nnz > 0)
        {
            context.Kernel("refresh_transposed").Floats(values).Buffer(own.TransposedSource).Buffer(own.TransposedValues).Int(own.Nnz)
                .Run(own.Nnz, (int)Math.Min(context.Tuning.ElementGroup * context.Lanes, WidestGroup));
        }
    }

    public void SpMM(PackedMatrix packed, VectorView values, MatrixView x, MatrixView y, bool accumulate)
    {
        var own = Require(context, packed, nameof(SpMM), WeightUsesOf.Product);
        OpenClContext.RequireLength(values, nameof(SpMM), own.Nnz);
        RequireShape(nameof(SpMM), x.Rows == own.Columns && y.Rows == own.Rows && x.Columns == y.Columns, x, y, own);
        if (x.Columns > 0)
        {
            _products.SpMM(own, values, x, y, accumulate);
        }
    }

    public void SpMMTransposed(PackedMatrix packed, VectorView values, MatrixView g, MatrixView d, bool accumulate)
    {
        var own = Require(context, packed, nameof(SpMMTransposed), WeightUsesOf.Transposed);
        OpenClContext.RequireLength(values, nameof(SpMMTransposed), own.Nnz);
        RequireShape(nameof(SpMMTransposed), g.Rows == own.Rows && d.Rows == own.Columns && g.Columns == d.Columns, g, d, own);
        if (g.Columns > 0)
        {
            _products.SpMMTransposed(own, g, d, accumulate);
        }
    }

    public void Sddmm(PackedMatrix packed, MatrixView g, MatrixView x, VectorView gradient, bool accumulate)
    {
        var own = Require(context, packed, nameof(Sddmm), WeightUsesOf.Product);
        OpenClContext.RequireLength(gradient, nameof(Sddmm), own.Nnz);
        RequireShape(nameof(Sddmm), g.Rows == own.Rows && x.Rows == own.Columns && g.Columns == x.Columns, g, x, own);
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
        var own = Require(context, packed, nameof(GatherRows), WeightUses.RowGather);
        OpenClContext.RequireLength(values, nameof(GatherRows), own.Nnz);
        OpenClContext.RequireLength(ids, nameof(GatherRows), y.Columns);
        OperandShapes.Require(nameof(GatherRows), (nameof(y), y, own.Columns, y.Columns));
        context.Numbers(nameof(GatherRows), nameof(ids), ids, own.Rows);
        context.Kernel("clear_matrix").Matrix(y).Int(y.Columns)
            .Run(context.Vectors(y.Columns), y.Rows, context.ElementGroup(context.Vectors(y.Columns)));
        context.Kernel("gather_sparse_rows").Buffer(own.RowOffsets).Buffer(own.ColumnIndices).Buffer(own.ValueSource ?? own.RowOffsets)
            .Flag(own.ValueSource is not null).Floats(values).Integers(ids).Matrix(y).Int(y.Columns)
            .Run(WorkGroups.Lookup, y.Columns, WorkGroups.Lookup);
    }

    public void ScatterAddRows(PackedMatrix packed, VectorView ids, MatrixView g, VectorView gradient, bool accumulate)
    {
        var own = Require(context, packed, nameof(ScatterAddRows), WeightUses.RowGather);
        OpenClContext.RequireLength(gradient, nameof(ScatterAddRows), own.Nnz);
        OpenClContext.RequireLength(ids, nameof(ScatterAddRows), g.Columns);
        OperandShapes.Require(nameof(ScatterAddRows), (nameof(g), g, own.Columns, g.Columns));
        if (!accumulate)
        {
            Fill(gradient);
        }

        var uses = SortedUses.ByRow(context, context.Numbers(nameof(ScatterAddRows), nameof(ids), ids, own.Rows));
        var call = context.Kernel("scatter_add_sparse_rows").Buffer(own.RowOffsets).Buffer(own.ColumnIndices)
            .Buffer(own.ValueSource ?? own.RowOffsets).Flag(own.ValueSource is not null).Integers(ids);
        uses.Describe(call).Matrix(g).Floats(gradient).Run(WorkGroups.Lookup, uses.Count, WorkGroups.Lookup);
    }

    /// <summary>A matrix that this backend packed, for an operation that its uses cover.</summary>
    public static OpenClPackedMatrix Require(OpenClContext context, PackedMatrix packed, string operation, WeightUses uses)
    {
        if (packed is not OpenClPackedMatrix own || !ReferenceEquals(own.Context, context))
        {
            throw new ArgumentException(
                $"{operation}: a matrix packed by another backend ({packed?.GetType().Name ?? "none"}) cannot be used on this opencl backend.");
        }

        return (own.Uses & uses) != 0 || uses == ~WeightUses.None
            ? own
            : throw new ArgumentException($"{operation}: the matrix was packed for {own.Uses}, which does not cover it.");
    }

    private void Fill(VectorView gradient)
        => context.Kernel("fill").Floats(gradient).Long(gradient.Length).Float(0)
            .Run((gradient.Length + context.Lanes - 1) / context.Lanes, context.Tuning.ElementGroup);

    private static void RequireShape(string operation, bool fits, MatrixView left, MatrixView right, OpenClPackedMatrix packed)
    {
        if (!fits)
        {
            throw new ArgumentException(
                $"{operation}: [{left.Rows}, {left.Columns}] and [{right.Rows}, {right.Columns}] do not fit a weight of "
                + $"[{packed.Rows}, {packed.Columns}].");
        }
    }

    private static void RequireGates(SparsityPattern pattern, WeightUses uses, WeightUses recurrence, int gates)
    {
        if (uses.HasFlag(recurrence) && pattern.Rows != (long)gates * pattern.Columns)
        {
            throw new ArgumentException(
                $"Pack: W [{pattern.Rows}, {pattern.Columns}] does not fit W[{gates}H,H], which {recurrence} asks for.", nameof(pattern));
        }
    }
}
