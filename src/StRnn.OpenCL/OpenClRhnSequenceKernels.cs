using StRnn.Backends;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Panels;
using StRnn.OpenCL.Rows;

namespace StRnn.OpenCL;

/// <summary>A whole sequence of a recurrent highway network: T*D launches forward, T*D backward, product and cell together.</summary>
internal sealed class OpenClRhnSequenceKernels(OpenClContext context) : IRhnSequenceKernels
{
    private readonly IRhnSequenceKernels _layout = context.Tuning.Layout == SparseLayout.Panels
        ? new PanelRhnSequence(context)
        : new RowRhnSequence(context);

    public void Forward(
        ReadOnlySpan<RhnMicroLayer> layers, MatrixView initial, DropoutMask? mask, CellActivations activations)
    {
        Check(layers);
        _layout.Forward(layers, initial, mask, activations);
    }

    public void Backward(
        ReadOnlySpan<RhnMicroLayer> layers, MatrixView initial, DropoutMask? mask, MatrixView dy, CellActivations activations)
    {
        Check(layers);
        _layout.Backward(layers, initial, mask, dy, activations);
    }

    private void Check(ReadOnlySpan<RhnMicroLayer> layers)
    {
        foreach (var layer in layers)
        {
            OpenClSparseKernels.Require(context, layer.Form, "RHN sequence", PatternUses.RhnRecurrence);
            OpenClContext.RequireLength(layer.Values, "RHN sequence", layer.Form.Nnz);
        }
    }
}
