using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Operands;

namespace StRnn.OpenCL.SelfTest;

/// <summary>A recurrent highway sequence from the required kernels, for the reference's side.</summary>
internal sealed class ComposedRhn(IBackend backend) : IRhnSequenceKernels
{
    public void Forward(
        ReadOnlySpan<RhnMicroLayer> layers, MatrixView initial, DropoutMask? mask, CellActivations activations)
    {
        var steps = new MicroSteps(layers, initial);
        for (int i = 0; i < steps.Count; i++)
        {
            Mask(steps.Previous(i), steps.Input(i), mask, accumulate: false);
            backend.Sparse.SpMM(steps.Layer(i).Packed, steps.Layer(i).Values, steps.Input(i), steps.Gates(i), accumulate: true);
            backend.Recurrent.RhnCellForward(steps.Gates(i), steps.Previous(i), steps.State(i), activations);
        }
    }

    public void Backward(
        ReadOnlySpan<RhnMicroLayer> layers, MatrixView initial, DropoutMask? mask, MatrixView dy, CellActivations activations)
    {
        var steps = new MicroSteps(layers, initial);
        using var buffer = backend.Allocate(ElementType.Float32, (long)steps.Hidden * steps.Batch);
        var product = new VectorView(buffer).AsMatrix(steps.Hidden, steps.Batch);
        for (int i = steps.Count - 1; i >= 0; i--)
        {
            var ds = steps.View(dy, i);
            if (steps.EndsStep(i) && i + 1 < steps.Count)
            {
                backend.Dense.Add(steps.View(dy, i + 1), ds);
            }

            backend.Recurrent.RhnCellBackward(steps.Gates(i), steps.Previous(i), ds, steps.Gates(i), activations);
            if (i > 0)
            {
                backend.Sparse.SpMMTransposed(
                    steps.Layer(i).Packed, steps.Layer(i).Values, steps.Gates(i), product, accumulate: false);
                Mask(product, ds, mask, accumulate: true);
            }
        }
    }

    // y = m*x, or added to it; without a mask, x itself.
    private void Mask(MatrixView x, MatrixView y, DropoutMask? mask, bool accumulate)
    {
        if (mask is { } some)
        {
            backend.Dense.Dropout(x, y, some, accumulate);
        }
        else if (accumulate)
        {
            backend.Dense.Add(x, y);
        }
        else
        {
            backend.Dense.Copy(x, y);
        }
    }
}
