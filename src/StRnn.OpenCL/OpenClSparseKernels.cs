using StRnn.Backends;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Panels;
using StRnn.OpenCL.Rows;
using StRnn.Tensors;

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

    public SparseForm Prepare(SparsityPattern pattern, PatternUses uses)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        RequireGates(pattern, uses, PatternUses.LstmRecurrence, gates: 4);
        RequireGates(pattern, uses, PatternUses.RhnRecurrence, gates: 2);
        if (uses.HasFlag(PatternUses.LstmRecurrence | PatternUses.RhnRecurrence))
        {
            throw new ArgumentException("Prepare: a form serves one kind of recurrence.", nameof(uses));
        }

        return _products.Prepare(pattern, uses);
    }

    public void Refresh(SparseForm form, VectorView values)
    {
        var own = Require(context, form, nameof(Refresh), ~PatternUses.None);
        OpenClContext.RequireLength(values, nameof(Refresh), own.Nnz);
        if (own.HasTwin && own.Nnz > 0)
        {
            context.Kernel("refresh_twin").Floats(values).Buffer(own.TwinSource).Buffer(own.TwinValues).Int(own.Nnz)
                .Run(own.Nnz, (int)Math.Min(context.Tuning.ElementGroup * context.Lanes, WidestGroup));
        }
    }

    public void SpMM(SparseForm form, VectorView values, MatrixView x, MatrixView y, bool accumulate)
    {
        var own = Require(context, form, nameof(SpMM), PatternUsesOf.Product);
        OpenClContext.RequireLength(values, nameof(SpMM), own.Nnz);
        RequireShape(nameof(SpMM), x.Rows == own.Columns && y.Rows == own.Rows && x.Columns == y.Columns, x, y, own);
        if (x.Columns > 0)
        {
            _products.SpMM(own, values, x, y, accumulate);
        }
    }

    public void SpMMTransposed(SparseForm form, VectorView values, MatrixView g, MatrixView d, bool accumulate)
    {
        var own = Require(context, form, nameof(SpMMTransposed), PatternUsesOf.Twin);
        OpenClContext.RequireLength(values, nameof(SpMMTransposed), own.Nnz);
        RequireShape(nameof(SpMMTransposed), g.Rows == own.Rows && d.Rows == own.Columns && g.Columns == d.Columns, g, d, own);
        if (g.Columns > 0)
        {
            _products.SpMMTransposed(own, g, d, accumulate);
        }
    }

    public void Sddmm(SparseForm form, MatrixView g, MatrixView x, VectorView gradient, bool accumulate)
    {
        var own = Require(context, form, nameof(Sddmm), PatternUsesOf.Product);
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

    public void GatherRows(SparseForm form, VectorView values, VectorView ids, MatrixView y)
    {
        var own = Require(context, form, nameof(GatherRows), PatternUses.RowGather);
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

    public void ScatterAddRows(SparseForm form, VectorView ids, MatrixView g, VectorView gradient, bool accumulate)
    {
        var own = Require(context, form, nameof(ScatterAddRows), PatternUses.RowGather);
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

    /// <summary>A form that this backend made, for an operation that its uses cover.</summary>
    public static OpenClSparseForm Require(OpenClContext context, SparseForm form, string operation, PatternUses uses)
    {
        if (form is not OpenClSparseForm own || !ReferenceEquals(own.Context, context))
        {
            throw new ArgumentException(
                $"{operation}: a sparse form of another backend ({form?.GetType().Name ?? "none"}) cannot be used on this opencl backend.");
        }

        return (own.Uses & uses) != 0 || uses == ~PatternUses.None
            ? own
            : throw new ArgumentException($"{operation}: the sparse form was prepared for {own.Uses}, which does not cover it.");
    }

    private void Fill(VectorView gradient)
        => context.Kernel("fill").Floats(gradient).Long(gradient.Length).Float(0)
            .Run((gradient.Length + context.Lanes - 1) / context.Lanes, context.Tuning.ElementGroup);

    private static void RequireShape(string operation, bool fits, MatrixView left, MatrixView right, OpenClSparseForm form)
    {
        if (!fits)
        {
            throw new ArgumentException(
                $"{operation}: [{left.Rows}, {left.Columns}] and [{right.Rows}, {right.Columns}] do not fit a weight of "
                + $"[{form.Rows}, {form.Columns}].");
        }
    }

    private static void RequireGates(SparsityPattern pattern, PatternUses uses, PatternUses recurrence, int gates)
    {
        if (uses.HasFlag(recurrence) && pattern.Rows != (long)gates * pattern.Columns)
        {
            throw new ArgumentException(
                $"Prepare: W [{pattern.Rows}, {pattern.Columns}] does not fit W[{gates}H,H], which {recurrence} asks for.", nameof(pattern));
        }
    }
}
