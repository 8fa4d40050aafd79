using StRnn.Backends;
using StRnn.Cpu.Native;

namespace StRnn.Cpu;

internal sealed class CpuRecurrentKernels(CpuContext context) : IRecurrentKernels
{
    public void LstmCellForward(MatrixView gates, MatrixView cPrevious, MatrixView c, MatrixView h)
        => CpuContext.Check(
            NativeMethods.LstmCellForward(
                context.Handle,
                CpuContext.Matrix(gates),
                CpuContext.Matrix(cPrevious),
                CpuContext.Matrix(c),
                CpuContext.Matrix(h)),
            nameof(LstmCellForward));

    public void LstmCellBackward(
        MatrixView gates, MatrixView cPrevious, MatrixView c, MatrixView dh, MatrixView dc, MatrixView dGates)
        => CpuContext.Check(
            NativeMethods.LstmCellBackward(
                context.Handle,
                CpuContext.Matrix(gates),
                CpuContext.Matrix(cPrevious),
                CpuContext.Matrix(c),
                CpuContext.Matrix(dh),
                CpuContext.Matrix(dc),
                CpuContext.Matrix(dGates)),
            nameof(LstmCellBackward));
}
