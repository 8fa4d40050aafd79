using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Execution;
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

    public void Forward(PackedMatrix packed, VectorView values, LstmSequence sequence)
    {
        Check(packed, sequence);
        OpenClContext.RequireLength(values, Operation, packed.Nnz);
        OperandShapes.Require(
            Operation,
            ("initialH", sequence.InitialH, packed.Columns, sequence.Batch),
            ("h", sequence.H, packed.Columns, sequence.Columns));
        if (sequence.Columns > 0)
        {
            _layout.Forward(packed, values, sequence);
        }
    }

    public void Backward(PackedMatrix packed, LstmSequence sequence, MatrixView dh, MatrixView dc)
    {
        Check(packed, sequence);
        OperandShapes.Require(
            Operation,
            (nameof(dh), dh, packed.Columns, sequence.Columns),
            (nameof(dc), dc, packed.Columns, sequence.Batch));
        if (sequence.Columns > 0)
        {
            _layout.Backward(packed, sequence, dh, dc);
        }
    }

    private void Check(PackedMatrix packed, LstmSequence sequence)
    {
        OpenClSparseKernels.Require(context, packed, Operation, WeightUses.LstmRecurrence);
        OperandShapes.Require(
            Operation,
            ("gates", sequence.Gates, packed.Rows, sequence.Columns),
            ("initialC", sequence.InitialC, packed.Columns, sequence.Batch),
            ("c", sequence.C, packed.Columns, sequence.Columns));
        OperandShapes.RequireSteps(Operation, sequence.Columns, sequence.Batch);
    }
}
