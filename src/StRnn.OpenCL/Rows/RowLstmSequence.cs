using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Layouts;

namespace StRnn.OpenCL.Rows;

/// <summary>One launch per time step, on the activations where they lie.</summary>
internal sealed class RowLstmSequence(OpenClContext context) : ILstmSequenceKernels
{
    private const int Parts = 4;

    private int SumBytes => context.Tuning.UnitsPerGroup * Parts * context.Tuning.RowLanes * sizeof(float);

    public void Forward(PackedMatrix packed, VectorView values, LstmSequence sequence)
    {
        var own = (RowMatrix)packed;
        int batch = sequence.Batch;
        int hidden = sequence.H.Rows;
        int activations = ActivationCode.Of(sequence.Activations);
        for (int at = 0; at < sequence.Columns; at += batch)
        {
            context.Kernel("lstm_forward_rows", own.Height).Buffer(own.RowOffsets).Buffer(own.ColumnIndices)
                .Floats(values).Matrix(sequence.PreviousH(at)).Matrix(sequence.GatesAt(at))
                .Matrix(sequence.PreviousC(at)).Matrix(sequence.C.ColumnRange(at, batch))
                .Matrix(sequence.H.ColumnRange(at, batch)).Int(hidden).Int(batch).Int(activations)
                .Local(SumBytes * own.Height)
                .Run(batch, Parts, hidden, context.Tuning.RowLanes, context.Tuning.UnitsPerGroup);
        }

        context.Flush();
    }

    public void Backward(PackedMatrix packed, LstmSequence sequence, MatrixView dh, MatrixView dc)
    {
        var own = (RowMatrix)packed;
        int batch = sequence.Batch;
        int hidden = sequence.C.Rows;
        int activations = ActivationCode.Of(sequence.Activations);
        int last = sequence.Columns - batch;
        for (int at = last; at >= 0; at -= batch)
        {
            var later = at == last ? sequence.Gates : sequence.GatesAt(at + batch);
            own.DescribeTransposed(context.Kernel("lstm_backward_rows", own.Height))
                .Buffer(context.Memory(later)).Long(later.Offset)
                .Matrix(sequence.GatesAt(at)).Matrix(sequence.PreviousC(at)).Matrix(sequence.C.ColumnRange(at, batch))
                .Matrix(dh.ColumnRange(at, batch)).Matrix(dc)
                .Int(hidden).Int(batch).Int(activations).Flag(at == last).Local(SumBytes)
                .Run(batch, Parts, hidden, context.Tuning.RowLanes, context.Tuning.UnitsPerGroup);
        }

        context.Flush();
    }
}
