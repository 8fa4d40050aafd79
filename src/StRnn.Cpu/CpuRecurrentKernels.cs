using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Cpu.Native;

namespace StRnn.Cpu;

internal sealed partial class CpuRecurrentKernels(CpuContext context) : IRecurrentKernels
{
    public void LstmCellForward(
        MatrixView gates, MatrixView cPrevious, MatrixView c, MatrixView h, CellActivations activations)
    {
        KernelShapes.CheckLstmCellForward(gates, cPrevious, c, h, activations);
        CpuContext.Check(
            NativeMethods.LstmCellForward(
                context.Handle,
                CpuContext.Matrix(gates),
                CpuContext.Matrix(cPrevious),
                CpuContext.Matrix(c),
                CpuContext.Matrix(h),
                activations.Gate,
                activations.Candidate),
            nameof(LstmCellForward));
    }

    public void LstmCellBackward(
        MatrixView gates,
        MatrixView cPrevious,
        MatrixView c,
        MatrixView dh,
        MatrixView dc,
        MatrixView dGates,
        CellActivations activations)
    {
        KernelShapes.CheckLstmCellBackward(gates, cPrevious, c, dh, dc, dGates, activations);
        CpuContext.Check(
            NativeMethods.LstmCellBackward(
                context.Handle,
                CpuContext.Matrix(gates),
                CpuContext.Matrix(cPrevious),
                CpuContext.Matrix(c),
                CpuContext.Matrix(dh),
                CpuContext.Matrix(dc),
                CpuContext.Matrix(dGates),
                activations.Gate,
                activations.Candidate),
            nameof(LstmCellBackward));
    }

    public void RhnCellForward(MatrixView gates, MatrixView sPrevious, MatrixView s, CellActivations activations)
    {
        KernelShapes.CheckRhnCellForward(gates, sPrevious, s, activations);
        CpuContext.Check(
            NativeMethods.RhnCellForward(
                context.Handle,
                CpuContext.Matrix(gates),
                CpuContext.Matrix(sPrevious),
                CpuContext.Matrix(s),
                activations.Gate,
                activations.Candidate),
            nameof(RhnCellForward));
    }

    public void RhnCellBackward(
        MatrixView gates, MatrixView sPrevious, MatrixView ds, MatrixView dGates, CellActivations activations)
    {
        KernelShapes.CheckRhnCellBackward(gates, sPrevious, ds, dGates, activations);
        CpuContext.Check(
            NativeMethods.RhnCellBackward(
                context.Handle,
                CpuContext.Matrix(gates),
                CpuContext.Matrix(sPrevious),
                CpuContext.Matrix(ds),
                CpuContext.Matrix(dGates),
                activations.Gate,
                activations.Candidate),
            nameof(RhnCellBackward));
    }
}
