using StRnn.Backends;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Panels;
using StRnn.OpenCL.Rows;

namespace StRnn.OpenCL;

/// <summary>A whole LSTM sequence: T launches forward, T backward, product and cell together.</summary>
internal sealed class OpenClLstmSequenceKernels(OpenClContext context) : ILstmSequenceKernels
{
    private readonly ILstmSequenceKernels _layout = context.Tuning.Layout == SparseLayout.Panels
        ? new PanelLstmSequence(context)
        : new RowLstmSequence(context);

    public void Forward(
        SparseForm form,
        VectorView values,
        MatrixView gates,
        MatrixView initialH,
        MatrixView initialC,
        MatrixView c,
        MatrixView h,
        GateActivation activation)
    {
        Check(form, values, activation);
        _layout.Forward(form, values, gates, initialH, initialC, c, h, activation);
    }

    public void Backward(
        SparseForm form,
        VectorView values,
        MatrixView gates,
        MatrixView initialC,
        MatrixView c,
        MatrixView dh,
        MatrixView dc,
        GateActivation activation)
    {
        Check(form, values, activation);
        _layout.Backward(form, values, gates, initialC, c, dh, dc, activation);
    }

    private void Check(SparseForm form, VectorView values, GateActivation activation)
    {
        OpenClSparseKernels.Require(context, form, "LSTM sequence", PatternUses.LstmRecurrence);
        OpenClContext.RequireLength(values, "LSTM sequence", form.Nnz);
        OpenClRecurrentKernels.Require(activation);
    }
}
