using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Layouts;

namespace StRnn.OpenCL.Panels;

/// <summary>
/// Panel-blocked CSR, and its transposed copy where it is used. A table that is only looked up has neither.
/// </summary>
internal sealed class PanelMatrix : OpenClPackedMatrix
{
    private DevicePanels? _product;
    private DevicePanels? _transposed;

    public PanelMatrix(OpenClContext context, SparsityPattern pattern, WeightUses uses)
        : base(context, pattern, uses)
    {
        try
        {
            Build(pattern);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public DevicePanels Product => Open(_product);

    public DevicePanels Transposed => Open(_transposed);

    public override long LengthInBytes => base.LengthInBytes + (_product?.Bytes ?? 0) + (_transposed?.Bytes ?? 0);

    public override SparsityPattern ToPattern()
    {
        if (RowOffsetsOrNull is not null)
        {
            return ReadRows();
        }

        var panels = Product.Read();
        int[] offsets = OffsetsOf(panels);
        int[] next = [.. offsets];
        var columns = new int[Nnz];
        panels.ForEach((row, column, _) => columns[next[row]++] = column);
        return new SparsityPattern(Rows, Columns, offsets, columns, Blocks);
    }

    protected override int[]? Order()
    {
        if (!HasProduct)
        {
            return null;
        }

        var panels = Product.Read();
        int[] next = OffsetsOf(panels);
        var order = new int[Nnz];
        panels.ForEach((row, _, position) => order[next[row]++] = position);
        return order;
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _product?.Dispose();
        _transposed?.Dispose();
        (_product, _transposed) = (null, null);
    }

    private void Build(SparsityPattern pattern)
    {
        int[] positionOf = [];
        int tallest = DeviceQuirks.TallestBlock(Context.Device);
        if (HasProduct)
        {
            positionOf = new int[Nnz];
            var order = Gates == 1 ? RowOrder.Plain : new RowOrder(Gates, Columns);
            var shape = PanelShape.Choose(Rows, Columns, Nnz, order, Gates > 1, Context.Tuning, tallest);
            _product = new DevicePanels(
                Context, HostPanels.Build(shape, pattern.RowOffsets, pattern.ColumnIndices, positionOf));
        }

        if (HasTransposed)
        {
            var (offsets, columns, source) = Transpose(pattern);
            var transposedPosition = new int[Nnz];
            var shape = PanelShape.Choose(Columns, Rows, Nnz, RowOrder.Plain, Gates > 1, Context.Tuning, tallest);
            _transposed = new DevicePanels(Context, HostPanels.Build(shape, offsets, columns, transposedPosition));
            var transposedSource = new int[Nnz];
            for (int k = 0; k < Nnz; k++)
            {
                transposedSource[transposedPosition[k]] = positionOf[source[k]];
            }

            KeepTransposed(transposedSource);
        }

        if (Uses.HasFlag(WeightUses.RowGather) || !HasProduct)
        {
            RowOffsetsOrNull = Keep(pattern.RowOffsets, "a sparse table's rows");
            ColumnIndicesOrNull = Keep(pattern.ColumnIndices, "a sparse table's columns");
            ValueSource = HasProduct ? Keep<int>(positionOf, "a sparse table's order") : null;
        }
    }

    private int[] OffsetsOf(HostPanels panels)
    {
        var offsets = new int[Rows + 1];
        panels.ForEach((row, _, _) => offsets[row + 1]++);
        for (int row = 0; row < Rows; row++)
        {
            offsets[row + 1] += offsets[row];
        }

        return offsets;
    }

    private DevicePanels Open(DevicePanels? panels)
        => panels ?? throw new ArgumentException(
            $"The matrix was packed for {Uses}, which does not cover this operation.");
}
