using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Layouts;
using StRnn.OpenCL.Panels;
using StRnn.OpenCL.Rows;

namespace StRnn.OpenCL.Families;

/// <summary>A whole LSTM sequence: T launches forward, T backward, product and cell together.</summary>
internal sealed class OpenClLstmSequenceKernels(OpenClContext context) : ILstmSequenceKernels
{
    private const string Operation = "LSTM sequence";

    private readonly ILstmSequenceKernels _layout = context.Tuning.Layout == SparseLayout.Panels
        ? new PanelLstmSequence(context)
        : new RowLstmSequence(context);

    public void Forward(PackedMatrix packed, VectorView values, LstmSequence sequence)
    {
        using var call = context.Begin();
        var own = OpenClPackedMatrix.Of(context, packed, Operation);
        KernelShapes.CheckLstmForward(packed, values, sequence);
        if (sequence.Columns > 0)
        {
            _layout.Forward(own, values, sequence);
        }
    }

    public void Backward(PackedMatrix packed, LstmSequence sequence, MatrixView dh, MatrixView dc)
    {
        using var call = context.Begin();
        var own = OpenClPackedMatrix.Of(context, packed, Operation);
        KernelShapes.CheckLstmBackward(packed, sequence, dh, dc);
        if (sequence.Columns > 0)
        {
            _layout.Backward(own, sequence, dh, dc);
        }
    }
}
