using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.OpenCL.SelfTest;

/// <summary>An LSTM sequence from the required kernels, for the reference's side.</summary>
internal sealed class ComposedLstm(IBackend backend) : ILstmSequenceKernels
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
        int batch = initialH.Columns;
        var (previousH, previousC) = (initialH, initialC);
        for (int at = 0; at < h.Columns; at += batch)
        {
            var step = gates.ColumnRange(at, batch);
            backend.Sparse.SpMM(packed, values, previousH, step, accumulate: true);
            backend.Recurrent.LstmCellForward(step, previousC, c.ColumnRange(at, batch), h.ColumnRange(at, batch), activations);
            (previousH, previousC) = (h.ColumnRange(at, batch), c.ColumnRange(at, batch));
        }
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
        int batch = initialC.Columns;
        for (int row = 0; row < dc.Rows; row++)
        {
            backend.Dense.Fill(dc.RowRange(row, 1).AsVector(), 0);
        }

        for (int at = c.Columns - batch; at >= 0; at -= batch)
        {
            var step = gates.ColumnRange(at, batch);
            var previousC = at == 0 ? initialC : c.ColumnRange(at - batch, batch);
            backend.Recurrent.LstmCellBackward(
                step, previousC, c.ColumnRange(at, batch), dh.ColumnRange(at, batch), dc, step, activations);
            if (at > 0)
            {
                backend.Sparse.SpMMTransposed(packed, values, step, dh.ColumnRange(at - batch, batch), accumulate: true);
            }
        }
    }
}
