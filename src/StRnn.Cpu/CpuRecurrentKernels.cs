using StRnn.Backends;
using StRnn.Cpu.Native;

namespace StRnn.Cpu;

internal sealed class CpuRecurrentKernels(CpuContext context) : IRecurrentKernels
{
    public void LstmCellForward(
        MatrixView gates, MatrixView cPrevious, MatrixView c, MatrixView h, GateActivation activation)
        => CpuContext.Check(
            NativeMethods.LstmCellForward(
                context.Handle,
                CpuContext.Matrix(gates),
                CpuContext.Matrix(cPrevious),
                CpuContext.Matrix(c),
                CpuContext.Matrix(h),
                activation),
            nameof(LstmCellForward));

    public void LstmCellBackward(
        MatrixView gates,
        MatrixView cPrevious,
        MatrixView c,
        MatrixView dh,
        MatrixView dc,
        MatrixView dGates,
        GateActivation activation)
        => CpuContext.Check(
            NativeMethods.LstmCellBackward(
                context.Handle,
                CpuContext.Matrix(gates),
                CpuContext.Matrix(cPrevious),
                CpuContext.Matrix(c),
                CpuContext.Matrix(dh),
                CpuContext.Matrix(dc),
                CpuContext.Matrix(dGates),
                activation),
            nameof(LstmCellBackward));

    public void RhnCellForward(MatrixView gates, MatrixView sPrevious, MatrixView s)
        => CpuContext.Check(
            NativeMethods.RhnCellForward(
                context.Handle, CpuContext.Matrix(gates), CpuContext.Matrix(sPrevious), CpuContext.Matrix(s)),
            nameof(RhnCellForward));

    public void RhnCellBackward(MatrixView gates, MatrixView sPrevious, MatrixView ds, MatrixView dGates)
        => CpuContext.Check(
            NativeMethods.RhnCellBackward(
                context.Handle,
                CpuContext.Matrix(gates),
                CpuContext.Matrix(sPrevious),
                CpuContext.Matrix(ds),
                CpuContext.Matrix(dGates)),
            nameof(RhnCellBackward));
}
