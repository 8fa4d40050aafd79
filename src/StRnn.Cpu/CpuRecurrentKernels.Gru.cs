using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Cpu.Native;

namespace StRnn.Cpu;

/// <content>The cell of a GRU.</content>
internal sealed partial class CpuRecurrentKernels
{
    public void GruGatesForward(
        MatrixView gates, MatrixView hPrevious, MatrixView inner, ResetGate reset, CellActivations activations)
    {
        KernelShapes.CheckGruGatesForward(gates, hPrevious, inner, reset, activations);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.GruGatesForward(
                context.Handle,
                context.Matrix(gates),
                context.Matrix(hPrevious),
                context.Matrix(inner),
                reset,
                activations.Gate,
                activations.Candidate),
            nameof(GruGatesForward));
    }

    public void GruStateForward(
        MatrixView gates,
        MatrixView inner,
        MatrixView hPrevious,
        MatrixView h,
        ResetGate reset,
        CellActivations activations)
    {
        KernelShapes.CheckGruStateForward(gates, inner, hPrevious, h, reset, activations);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.GruStateForward(
                context.Handle,
                context.Matrix(gates),
                context.Matrix(inner),
                context.Matrix(hPrevious),
                context.Matrix(h),
                reset,
                activations.Gate,
                activations.Candidate),
            nameof(GruStateForward));
    }

    public void GruStateBackward(
        MatrixView gates,
        MatrixView inner,
        MatrixView hPrevious,
        MatrixView dh,
        ResetGate reset,
        CellActivations activations)
    {
        KernelShapes.CheckGruStateBackward(gates, inner, hPrevious, dh, reset, activations);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.GruStateBackward(
                context.Handle,
                context.Matrix(gates),
                context.Matrix(inner),
                context.Matrix(hPrevious),
                context.Matrix(dh),
                reset,
                activations.Gate,
                activations.Candidate),
            nameof(GruStateBackward));
    }

    public void GruGatesBackward(
        MatrixView gates, MatrixView dInner, MatrixView hPrevious, MatrixView dh, CellActivations activations)
    {
        KernelShapes.CheckGruGatesBackward(gates, dInner, hPrevious, dh, activations);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.GruGatesBackward(
                context.Handle,
                context.Matrix(gates),
                context.Matrix(dInner),
                context.Matrix(hPrevious),
                context.Matrix(dh),
                activations.Gate,
                activations.Candidate),
            nameof(GruGatesBackward));
    }
}
