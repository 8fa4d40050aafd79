using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Operands;
using StRnn.OpenCL.Panels;
using StRnn.OpenCL.Rows;

namespace StRnn.OpenCL;

/// <summary>A whole LSTM sequence: T launches forward, T backward, product and cell together.</summary>
internal sealed class OpenClLstmSequenceKernels(OpenClContext context) : ILstmSequenceKernels
{
    private const string Operation = "LSTM sequence";

    private readonly ILstmSequenceKernels _layout = context.Tuning.Layout == SparseLayout.Panels
        ? new PanelLstmSequence(context)
        : new RowLstmSequence(context);

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
        Check(packed, values, gates, initialC.Columns);
        int hidden = packed.Columns;
        OperandShapes.Require(
            Operation,
            (nameof(initialH), initialH, hidden, initialC.Columns),
            (nameof(initialC), initialC, hidden, initialC.Columns),
            (nameof(c), c, hidden, gates.Columns),
            (nameof(h), h, hidden, gates.Columns));
        if (gates.Columns > 0)
        {
            _layout.Forward(packed, values, gates, initialH, initialC, c, h, activations);
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
        Check(packed, values, gates, initialC.Columns);
        int hidden = packed.Columns;
        OperandShapes.Require(
            Operation,
            (nameof(initialC), initialC, hidden, initialC.Columns),
            (nameof(c), c, hidden, gates.Columns),
            (nameof(dh), dh, hidden, gates.Columns),
            (nameof(dc), dc, hidden, initialC.Columns));
        if (gates.Columns > 0)
        {
            _layout.Backward(packed, values, gates, initialC, c, dh, dc, activations);
        }
    }

    private void Check(PackedMatrix packed, VectorView values, MatrixView gates, int batch)
    {
        OpenClSparseKernels.Require(context, packed, Operation, WeightUses.LstmRecurrence);
        OpenClContext.RequireLength(values, Operation, packed.Nnz);
        OperandShapes.Require(Operation, (nameof(gates), gates, packed.Rows, gates.Columns));
        OperandShapes.RequireSteps(Operation, gates.Columns, batch);
    }
}
