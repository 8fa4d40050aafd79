using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Cpu.Native;

namespace StRnn.Cpu;

internal sealed class CpuMinGruSequenceKernels(CpuContext context) : IMinGruSequenceKernels
{
    private const string Operation = "minGRU sequence";

    public void Forward(MatrixView gates, MatrixView initial, MatrixView h, CellActivations activations)
    {
        KernelShapes.CheckMinGruForward(gates, initial, h, activations);
        CpuContext.Check(
            NativeMethods.MinGruForward(
                context.Handle,
                CpuContext.Matrix(gates),
                CpuContext.Matrix(initial),
                CpuContext.Matrix(h),
                activations.Gate,
                activations.Candidate),
            Operation);
    }

    public void Backward(
        MatrixView gates, MatrixView initial, MatrixView h, MatrixView dh, CellActivations activations)
    {
        KernelShapes.CheckMinGruBackward(gates, initial, h, dh, activations);
        CpuContext.Check(
            NativeMethods.MinGruBackward(
                context.Handle,
                CpuContext.Matrix(gates),
                CpuContext.Matrix(initial),
                CpuContext.Matrix(h),
                CpuContext.Matrix(dh),
                activations.Gate,
                activations.Candidate),
            Operation);
    }
}
