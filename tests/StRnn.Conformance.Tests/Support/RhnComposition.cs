using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Conformance.Tests.Support;

/// <summary>What the engine does where a backend has no fused family: the sequence from the required primitives.</summary>
internal sealed class RhnComposition(IBackend backend) : IRhnSequenceKernels
{
    public void Forward(
        ReadOnlySpan<RhnMicroLayer> layers, MatrixView initial, DropoutMask? mask, CellActivations activations)
    {
        int batch = initial.Columns;
        MatrixView previous = initial;
        for (int at = 0; at < layers[0].Gates.Columns; at += batch)
        {
            foreach (RhnMicroLayer layer in layers)
            {
                MatrixView input = layer.Input.ColumnRange(at, batch);
                MatrixView gates = layer.Gates.ColumnRange(at, batch);
                MatrixView state = layer.State.ColumnRange(at, batch);
                Masked(previous, input, mask, accumulate: false);
                backend.Sparse.SpMM(layer.Packed, layer.Values, input, gates, accumulate: true);
                backend.Recurrent.RhnCellForward(gates, previous, state, activations);
                previous = state;
            }
        }
    }

    public void Backward(
        ReadOnlySpan<RhnMicroLayer> layers, MatrixView initial, DropoutMask? mask, MatrixView dy, CellActivations activations)
    {
        int batch = initial.Columns;
        using DeviceBuffer scratch = backend.Allocate(backend.Info.ElementType, (long)initial.Rows * batch);
        MatrixView product = new VectorView(scratch).AsMatrix(initial.Rows, batch);
        for (int at = dy.Columns - batch; at >= 0; at -= batch)
        {
            MatrixView ds = dy.ColumnRange(at, batch);
            if (at + batch < dy.Columns)
            {
                backend.Dense.Add(dy.ColumnRange(at + batch, batch), ds);
            }

            for (int l = layers.Length - 1; l >= 0; l--)
            {
                MatrixView gates = layers[l].Gates.ColumnRange(at, batch);
                MatrixView previous = l > 0 ? layers[l - 1].State.ColumnRange(at, batch)
                    : at > 0 ? layers[^1].State.ColumnRange(at - batch, batch)
                    : initial;
                backend.Recurrent.RhnCellBackward(gates, previous, ds, gates, activations);
                backend.Sparse.SpMMTransposed(layers[l].Packed, layers[l].Values, gates, product, accumulate: false);
                Masked(product, ds, mask, accumulate: true);
            }
        }
    }

    private void Masked(MatrixView x, MatrixView y, DropoutMask? mask, bool accumulate)
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
