using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Layouts;

namespace StRnn.OpenCL.Families;

/// <summary>A whole minGRU sequence: one launch forward, one backward, in both layouts.</summary>
internal sealed class OpenClMinGruSequenceKernels(OpenClContext context) : IMinGruSequenceKernels
{
    public void Forward(MatrixView gates, MatrixView initial, MatrixView h, CellActivations activations)
    {
        using var call = context.Begin();
        KernelShapes.CheckMinGruForward(gates, initial, h, activations);
        Run(
            context.Kernel("min_gru_forward").Matrix(gates).Matrix(initial).Matrix(h).Int(h.Rows).Int(initial.Columns)
                .Int(h.Columns).Int(ActivationCode.Of(activations)),
            initial);
    }

    public void Backward(
        MatrixView gates, MatrixView initial, MatrixView h, MatrixView dh, CellActivations activations)
    {
        using var call = context.Begin();
        KernelShapes.CheckMinGruBackward(gates, initial, h, dh, activations);
        Run(
            context.Kernel("min_gru_backward").Matrix(gates).Matrix(initial).Matrix(h).Matrix(dh).Int(h.Rows)
                .Int(initial.Columns).Int(h.Columns).Int(ActivationCode.Of(activations)),
            initial);
    }

    private void Run(KernelCall call, MatrixView initial)
    {
        int vectors = context.Vectors(initial.Columns);
        call.Run(vectors, initial.Rows, context.ElementGroup(vectors));
        context.Flush();
    }
}
