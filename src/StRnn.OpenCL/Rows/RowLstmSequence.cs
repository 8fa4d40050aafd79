using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Operands;

namespace StRnn.OpenCL.Rows;

/// <summary>One launch per time step, on the activations where they lie.</summary>
internal sealed class RowLstmSequence(OpenClContext context) : ILstmSequenceKernels
{
    private const int Parts = 4;

    private int SumBytes => context.Tuning.UnitsPerGroup * Parts * context.Tuning.RowLanes * sizeof(float);

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
        var own = (RowMatrix)packed;
        int batch = initialH.Columns;
        var (previousH, previousC) = (initialH, initialC);
        for (int at = 0; at < h.Columns; at += batch)
        {
            var (stepH, stepC) = (h.ColumnRange(at, batch), c.ColumnRange(at, batch));
            context.Kernel("lstm_forward_rows").Buffer(own.RowOffsets).Buffer(own.ColumnIndices).Floats(values).Matrix(previousH)
                .Matrix(gates.ColumnRange(at, batch)).Matrix(previousC).Matrix(stepC).Matrix(stepH).Int(h.Rows).Int(batch)
                .Int(ActivationCode.Of(activations)).Local(SumBytes)
                .Run(batch, Parts, h.Rows, context.Tuning.RowLanes, context.Tuning.UnitsPerGroup);
            (previousH, previousC) = (stepH, stepC);
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
        var own = (RowMatrix)packed;
        int batch = initialC.Columns;
        int last = gates.Columns - batch;
        for (int at = last; at >= 0; at -= batch)
        {
            var later = at == last ? gates : gates.ColumnRange(at + batch, batch);
            context.Kernel("lstm_backward_rows").Buffer(own.TransposedOffsets).Buffer(own.TransposedColumns).Buffer(own.TransposedValues)
                .Buffer(context.Memory(later)).Long(later.Offset).Matrix(gates.ColumnRange(at, batch))
                .Matrix(at == 0 ? initialC : c.ColumnRange(at - batch, batch)).Matrix(c.ColumnRange(at, batch))
                .Matrix(dh.ColumnRange(at, batch)).Matrix(dc).Int(c.Rows).Int(batch).Int(ActivationCode.Of(activations)).Flag(at == last)
                .Local(SumBytes).Run(batch, Parts, c.Rows, context.Tuning.RowLanes, context.Tuning.UnitsPerGroup);
        }

        context.Flush();
    }
}
