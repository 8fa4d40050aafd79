using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Operands;

namespace StRnn.OpenCL.Panels;

/// <summary>One launch per time step; what the next step multiplies is written packed, into one of two copies in turn.</summary>
internal sealed class PanelLstmSequence(OpenClContext context) : ILstmSequenceKernels
{
    public void Forward(
        PackedMatrix packed,
        VectorView values,
        MatrixView gates,
        MatrixView initialH,
        MatrixView initialC,
        MatrixView c,
        MatrixView h,
        CellActivations activations)
    {
        var panels = ((PanelMatrix)packed).Product;
        int batch = initialH.Columns;
        var strips = Strips.OfSparse(batch);
        long length = strips.PackedLength(h.Rows);
        var operand = context.Scratch.Get(Scratch.Packed, 2 * length * sizeof(float));
        strips.Pack(context, initialH, operand);
        var previousC = initialC;
        for (int at = 0, step = 0; at < h.Columns; at += batch, step++)
        {
            var stepC = c.ColumnRange(at, batch);
            foreach (var (first, count, vectors) in strips.Groups())
            {
                panels.Describe(context.Kernel($"lstm_forward_{vectors}")).Floats(values).Buffer(operand).Long(step % 2 * length)
                    .Long((step + 1) % 2 * length).Int(first).Matrix(gates.ColumnRange(at, batch)).Matrix(previousC).Matrix(stepC)
                    .Matrix(h.ColumnRange(at, batch)).Int(batch).Int(ActivationCode.Of(activations)).Local(panels.TileBytes(vectors))
                    .Run(panels.Shape.BlockCount, count, 1);
            }

            previousC = stepC;
        }

        context.Flush();
    }

    public void Backward(
        PackedMatrix packed,
        VectorView values,
        MatrixView gates,
        MatrixView initialC,
        MatrixView c,
        MatrixView dh,
        MatrixView dc,
        CellActivations activations)
    {
        var panels = ((PanelMatrix)packed).Transposed;
        int batch = initialC.Columns;
        var strips = Strips.OfSparse(batch);
        long length = strips.PackedLength(gates.Rows);
        var operand = context.Scratch.Get(Scratch.Packed, 2 * length * sizeof(float));
        int last = gates.Columns - batch;
        for (int at = last, step = 0; at >= 0; at -= batch, step++)
        {
            var previousC = at == 0 ? initialC : c.ColumnRange(at - batch, batch);
            foreach (var (first, count, vectors) in strips.Groups())
            {
                panels.Describe(context.Kernel($"lstm_backward_{vectors}")).Buffer(((PanelMatrix)packed).TransposedValues).Buffer(operand)
                    .Long(step % 2 * length).Long((step + 1) % 2 * length).Int(first).Matrix(gates.ColumnRange(at, batch))
                    .Matrix(previousC).Matrix(c.ColumnRange(at, batch)).Matrix(dh.ColumnRange(at, batch)).Matrix(dc).Int(batch)
                    .Int(ActivationCode.Of(activations)).Flag(at == last).Local(panels.TileBytes(vectors)).Run(panels.Shape.BlockCount, count, 1);
            }
        }

        context.Flush();
    }
}
