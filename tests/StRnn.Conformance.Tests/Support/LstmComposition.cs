using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Conformance.Tests.Support;

/// <summary>What the engine does where a backend has no fused family: the sequence from the required primitives.</summary>
internal sealed class LstmComposition(IBackend backend) : ILstmSequenceKernels
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
        for (int at = 0; at < gates.Columns; at += batch)
        {
            MatrixView step = gates.ColumnRange(at, batch);
            MatrixView previousH = at == 0 ? initialH : h.ColumnRange(at - batch, batch);
            MatrixView previousC = at == 0 ? initialC : c.ColumnRange(at - batch, batch);
            backend.Sparse.SpMM(packed, values, previousH, step, accumulate: true);
            backend.Recurrent.LstmCellForward(step, previousC, c.ColumnRange(at, batch), h.ColumnRange(at, batch), activations);
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
        backend.Dense.Fill(dc.AsVector(), 0);
        for (int at = gates.Columns - batch; at >= 0; at -= batch)
        {
            MatrixView step = gates.ColumnRange(at, batch);
            MatrixView previousC = at == 0 ? initialC : c.ColumnRange(at - batch, batch);
            backend.Recurrent.LstmCellBackward(
                step, previousC, c.ColumnRange(at, batch), dh.ColumnRange(at, batch), dc, step, activations);
            if (at > 0)
            {
                backend.Sparse.SpMMTransposed(packed, values, step, dh.ColumnRange(at - batch, batch), accumulate: true);
            }
        }
    }
}
