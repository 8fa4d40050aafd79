using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Operands;
using StRnn.OpenCL.Panels;
using StRnn.OpenCL.Rows;

namespace StRnn.OpenCL;

/// <summary>A whole sequence of a recurrent highway network: T*D launches forward, T*D backward, product and cell together.</summary>
internal sealed class OpenClRhnSequenceKernels(OpenClContext context) : IRhnSequenceKernels
{
    private const string Operation = "RHN sequence";

    private readonly IRhnSequenceKernels _layout = context.Tuning.Layout == SparseLayout.Panels
        ? new PanelRhnSequence(context)
        : new RowRhnSequence(context);

    public void Forward(
        ReadOnlySpan<RhnMicroLayer> layers, MatrixView initial, DropoutMask? mask, CellActivations activations)
    {
        if (Check(layers, initial) > 0)
        {
            _layout.Forward(layers, initial, mask, activations);
        }
    }

    public void Backward(
        ReadOnlySpan<RhnMicroLayer> layers, MatrixView initial, DropoutMask? mask, MatrixView dy, CellActivations activations)
    {
        int columns = Check(layers, initial);
        OperandShapes.Require(Operation, (nameof(dy), dy, initial.Rows, columns));
        if (columns > 0)
        {
            _layout.Backward(layers, initial, mask, dy, activations);
        }
    }

    // The window's columns.
    private int Check(ReadOnlySpan<RhnMicroLayer> layers, MatrixView initial)
    {
        if (layers.IsEmpty)
        {
            throw new ArgumentException($"{Operation}: there is no micro-layer.");
        }

        int columns = layers[0].Gates.Columns;
        foreach (var layer in layers)
        {
            OpenClSparseKernels.Require(context, layer.Packed, Operation, WeightUses.RhnRecurrence);
            OpenClContext.RequireLength(layer.Values, Operation, layer.Packed.Nnz);
            OperandShapes.Require(
                Operation,
                (nameof(initial), initial, layer.Packed.Columns, initial.Columns),
                ("gates", layer.Gates, layer.Packed.Rows, columns),
                ("input", layer.Input, initial.Rows, columns),
                ("state", layer.State, initial.Rows, columns));
        }

        OperandShapes.RequireSteps(Operation, columns, initial.Columns);
        return columns;
    }
}
