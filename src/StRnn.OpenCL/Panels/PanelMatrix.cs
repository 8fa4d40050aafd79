using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Layouts;

namespace StRnn.OpenCL.Panels;

/// <summary>
/// Panel-blocked CSR, and its transposed copy where it is used and rows stand alone: where they share their columns,
/// the transposed product reads the same panels and values. A table that is only looked up has neither.
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

    /// <summary>Gets the blocks of rows of the transposed product: of the transposed copy, or panels.</summary>
    public int TransposedBlocks => Height == 1 ? Transposed.Shape.BlockCount : Product.Shape.PanelCount;

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

    /// <summary>Begins the call of a kernel that multiplies by the transposed matrix: panels and values.</summary>
    public KernelCall CallTransposed(OpenClContext context, string kernel)
    {
        var call = context.Kernel(kernel, Height);
        return Height == 1
            ? Transposed.Describe(call).Buffer(TransposedValues).Long(0)
            : Product.Describe(call).Floats(Refreshed);
    }

    /// <summary>Adds the memory of the transposed product's sums.</summary>
    public KernelCall AddTile(OpenClContext context, KernelCall call, Strips strips, int vectors)
        => Height == 1
            ? call.Local(Transposed.TileBytes(vectors))
            : call.Buffer(context.Scratch.Get(Scratch.Tiles, strips.PackedLength(Columns) * sizeof(float)));

    protected override int[]? Order()
    {
        if (HasProduct)
        {
            var panels = Product.Read();
            int[] next = OffsetsOf(panels);
            var order = new int[Nnz];
            panels.ForEach((row, _, position) => order[next[row]++] = position);
            return order;
        }

        return OrderOfRows();
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
            var order = Gates > 1 ? new RowOrder(Gates, Columns)
                : Packed.Apart > 1 ? new RowOrder(Height, Packed.Apart)
                : RowOrder.Plain;
            var shape = PanelShape.Choose(Rows, Columns, Nnz, Height, order, Gates > 1, Context.Tuning, tallest);
            _product = new DevicePanels(
                Context, HostPanels.Build(shape, pattern.RowOffsets, pattern.ColumnIndices, positionOf));
        }

        if (HasTransposed && Height == 1)
        {
            var (offsets, columns, source) = Transpose(Columns, pattern.RowOffsets, pattern.ColumnIndices);
            var transposedPosition = new int[Nnz];
            var shape = PanelShape.Choose(
                Columns, Rows, Nnz, 1, RowOrder.Plain, Gates > 1, Context.Tuning, tallest);
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
            KeepRows(pattern, "a sparse table");
            int[] source = HasProduct ? Packed.OfFirstRows(pattern.RowOffsets, positionOf) : [];
            for (int k = 0; k < source.Length; k++)
            {
                source[k] /= Height;
            }

            ValueSource = HasProduct ? Keep<int>(source, "a sparse table's order") : null;
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
