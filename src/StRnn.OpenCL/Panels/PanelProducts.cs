using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Handles;
using StRnn.OpenCL.Layouts;

namespace StRnn.OpenCL.Panels;

/// <summary>
/// The products over panels: the right operand is packed into strips, then each block of rows passes over each strip.
/// </summary>
internal sealed class PanelProducts(OpenClContext context) : ISparseProducts
{
    public OpenClPackedMatrix Pack(SparsityPattern pattern, WeightUses uses) => new PanelMatrix(context, pattern, uses);

    public void SpMM(OpenClPackedMatrix packed, VectorView values, MatrixView x, MatrixView y, bool accumulate)
        => Multiply(
            ((PanelMatrix)packed).Product, context.Floats(values), values.Offset, packed.Height, x, y, accumulate);

    public void SpMMTransposed(OpenClPackedMatrix packed, MatrixView g, MatrixView d, bool accumulate)
    {
        var own = (PanelMatrix)packed;
        if (own.Height == 1)
        {
            Multiply(own.Transposed, own.TransposedValues, 0, own.Height, g, d, accumulate);
            return;
        }

        var (strips, operand) = Pack(g);
        foreach (var (first, count, vectors) in strips.Groups())
        {
            var call = own.CallTransposed(context, $"spmm_transposed_{vectors}").Buffer(operand).Int(first).Matrix(d)
                .Int(d.Rows).Int(d.Columns).Flag(accumulate);
            own.AddTile(context, call, strips, vectors).Run(own.TransposedBlocks, count, 1);
        }
    }

    public void Sddmm(OpenClPackedMatrix packed, MatrixView g, MatrixView x, VectorView gradient, bool accumulate)
    {
        var panels = ((PanelMatrix)packed).Product;
        var shape = panels.Shape;

        // The last group of a segment reads column numbers of the next one, which may lie behind this panel's columns.
        long slack = (shape.PaddedColumns - shape.Columns) * (long)Strips.Width;
        var (strips, operand) = Pack(x, slack);

        // A work-item owns its nonzeros and passes over all strips. A few blocks share a strip while it is in the
        // second-level cache; their number depends on the problem only.
        int group = Math.Clamp(shape.BlockCount / 16, 1, 4);
        foreach (var (first, count, vectors) in strips.Groups())
        {
            panels.Describe(context.Kernel($"sddmm_{vectors}", packed.Height)).Int(shape.BlockCount).Int(group)
                .Matrix(g).Buffer(operand).Int(x.Rows).Int(first).Int(first + count).Int(x.Columns)
                .Floats(gradient).Flag(accumulate || first > 0)
                .Local(panels.TileBytes(vectors)).Run((shape.BlockCount + group - 1) / group, 1);
        }
    }

    private void Multiply(
        DevicePanels panels,
        ClBuffer values,
        long valuesOffset,
        int height,
        MatrixView x,
        MatrixView y,
        bool accumulate)
    {
        var (strips, operand) = Pack(x);
        foreach (var (first, count, vectors) in strips.Groups())
        {
            panels.Describe(context.Kernel($"spmm_{vectors}", height)).Buffer(values).Long(valuesOffset).Buffer(operand)
                .Int(x.Rows).Int(first).Matrix(y).Int(x.Columns).Flag(accumulate).Local(panels.TileBytes(vectors))
                .Run(panels.Shape.BlockCount, count, 1);
        }
    }

    private (Strips Strips, ClBuffer Operand) Pack(MatrixView x, long slack = 0)
    {
        var strips = Strips.OfSparse(x.Columns);
        var operand = context.Scratch.Get(Scratch.Packed, sizeof(float) * (strips.PackedLength(x.Rows) + slack));
        strips.Pack(context, x, operand);
        return (strips, operand);
    }
}
