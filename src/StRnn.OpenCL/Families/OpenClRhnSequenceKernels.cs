using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Layouts;
using StRnn.OpenCL.Panels;
using StRnn.OpenCL.Rows;

namespace StRnn.OpenCL.Families;

/// <summary>
/// A whole sequence of a recurrent highway network: T*D launches forward, T*D backward, product and cell together.
/// </summary>
internal sealed class OpenClRhnSequenceKernels(OpenClContext context) : IRhnSequenceKernels
{
    private const string Operation = "RHN sequence";

    private readonly IRhnSequenceKernels _layout = context.Tuning.Layout == SparseLayout.Panels
        ? new PanelRhnSequence(context)
        : new RowRhnSequence(context);

    public void Forward(
        ReadOnlySpan<RhnMicroLayer> layers, MatrixView initial, DropoutMask? mask, CellActivations activations)
    {
        using var call = context.Begin();
        KernelShapes.CheckRhnForward(layers, initial, mask, activations);
        CheckOwner(layers);
        if (layers[0].Gates.Columns > 0)
        {
            _layout.Forward(layers, initial, mask, activations);
        }
    }

    public void Backward(
        ReadOnlySpan<RhnMicroLayer> layers,
        MatrixView initial,
        DropoutMask? mask,
        MatrixView dy,
        CellActivations activations)
    {
        using var call = context.Begin();
        KernelShapes.CheckRhnBackward(layers, initial, mask, dy, activations);
        CheckOwner(layers);
        if (dy.Columns > 0)
        {
            _layout.Backward(layers, initial, mask, dy, activations);
        }
    }

    private void CheckOwner(ReadOnlySpan<RhnMicroLayer> layers)
    {
        foreach (var layer in layers)
        {
            OpenClPackedMatrix.Of(context, layer.Packed, Operation);
        }
    }
}
