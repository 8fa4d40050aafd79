using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Layouts;

namespace StRnn.OpenCL.Families;

/// <content>The cell of a GRU.</content>
internal sealed partial class OpenClRecurrentKernels
{
    public void GruGatesForward(
        MatrixView gates, MatrixView hPrevious, MatrixView inner, ResetGate reset, CellActivations activations)
    {
        using var call = context.Begin();
        KernelShapes.CheckGruGatesForward(gates, hPrevious, inner, reset, activations);
        Run(
            context.Kernel("gru_gates_forward").Matrix(gates).Matrix(hPrevious).Matrix(inner).Int(inner.Rows)
                .Int(inner.Columns).Int(ActivationCode.Of(activations)).Flag(reset == ResetGate.BeforeProduct),
            inner);
    }

    public void GruStateForward(
        MatrixView gates,
        MatrixView inner,
        MatrixView hPrevious,
        MatrixView h,
        ResetGate reset,
        CellActivations activations)
    {
        using var call = context.Begin();
        KernelShapes.CheckGruStateForward(gates, inner, hPrevious, h, reset, activations);
        Run(
            context.Kernel("gru_state_forward").Matrix(gates).Matrix(inner).Matrix(hPrevious).Matrix(h).Int(h.Rows)
                .Int(h.Columns).Int(ActivationCode.Of(activations)).Flag(reset == ResetGate.BeforeProduct),
            h);
    }

    public void GruStateBackward(
        MatrixView gates,
        MatrixView inner,
        MatrixView hPrevious,
        MatrixView dh,
        ResetGate reset,
        CellActivations activations)
    {
        using var call = context.Begin();
        KernelShapes.CheckGruStateBackward(gates, inner, hPrevious, dh, reset, activations);
        Run(
            context.Kernel("gru_state_backward").Matrix(gates).Matrix(inner).Matrix(hPrevious).Matrix(dh).Int(dh.Rows)
                .Int(dh.Columns).Int(ActivationCode.Of(activations)).Flag(reset == ResetGate.BeforeProduct),
            dh);
    }

    public void GruGatesBackward(
        MatrixView gates, MatrixView dInner, MatrixView hPrevious, MatrixView dh, CellActivations activations)
    {
        using var call = context.Begin();
        KernelShapes.CheckGruGatesBackward(gates, dInner, hPrevious, dh, activations);
        Run(
            context.Kernel("gru_gates_backward").Matrix(gates).Matrix(dInner).Matrix(hPrevious).Matrix(dh).Int(dh.Rows)
                .Int(dh.Columns).Int(ActivationCode.Of(activations)),
            dh);
    }
}
