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
        CpuContext.Check(
            NativeMethods.GruGatesForward(
                context.Handle,
                CpuContext.Matrix(gates),
                CpuContext.Matrix(hPrevious),
                CpuContext.Matrix(inner),
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
        CpuContext.Check(
            NativeMethods.GruStateForward(
                context.Handle,
                CpuContext.Matrix(gates),
                CpuContext.Matrix(inner),
                CpuContext.Matrix(hPrevious),
                CpuContext.Matrix(h),
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
        CpuContext.Check(
            NativeMethods.GruStateBackward(
                context.Handle,
                CpuContext.Matrix(gates),
                CpuContext.Matrix(inner),
                CpuContext.Matrix(hPrevious),
                CpuContext.Matrix(dh),
                reset,
                activations.Gate,
                activations.Candidate),
            nameof(GruStateBackward));
    }

    public void GruGatesBackward(
        MatrixView gates, MatrixView dInner, MatrixView hPrevious, MatrixView dh, CellActivations activations)
    {
        KernelShapes.CheckGruGatesBackward(gates, dInner, hPrevious, dh, activations);
        CpuContext.Check(
            NativeMethods.GruGatesBackward(
                context.Handle,
                CpuContext.Matrix(gates),
                CpuContext.Matrix(dInner),
                CpuContext.Matrix(hPrevious),
                CpuContext.Matrix(dh),
                activations.Gate,
                activations.Candidate),
            nameof(GruGatesBackward));
    }
}
