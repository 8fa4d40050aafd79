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
        CellActivations activations)
    {
        Check(form, values);
        _layout.Forward(form, values, gates, initialH, initialC, c, h, activations);
    }

    public void Backward(
        SparseForm form,
        VectorView values,
        MatrixView gates,
        MatrixView initialC,
        MatrixView c,
        MatrixView dh,
        MatrixView dc,
        CellActivations activations)
    {
        Check(form, values);
        _layout.Backward(form, values, gates, initialC, c, dh, dc, activations);
    }

    private void Check(SparseForm form, VectorView values)
    {
        OpenClSparseKernels.Require(context, form, "LSTM sequence", PatternUses.LstmRecurrence);
        OpenClContext.RequireLength(values, "LSTM sequence", form.Nnz);
    }
}
