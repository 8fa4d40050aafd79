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
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.MinGruForward(
                context.Handle,
                context.Matrix(gates),
                context.Matrix(initial),
                context.Matrix(h),
                activations.Gate,
                activations.Candidate),
            Operation);
    }

    public void Backward(
        MatrixView gates, MatrixView initial, MatrixView h, MatrixView dh, CellActivations activations)
    {
        KernelShapes.CheckMinGruBackward(gates, initial, h, dh, activations);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.MinGruBackward(
                context.Handle,
                context.Matrix(gates),
                context.Matrix(initial),
                context.Matrix(h),
                context.Matrix(dh),
                activations.Gate,
                activations.Candidate),
            Operation);
    }
}
