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
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.LstmCellForward(
                context.Handle,
                context.Matrix(gates),
                context.Matrix(cPrevious),
                context.Matrix(c),
                context.Matrix(h),
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
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.LstmCellBackward(
                context.Handle,
                context.Matrix(gates),
                context.Matrix(cPrevious),
                context.Matrix(c),
                context.Matrix(dh),
                context.Matrix(dc),
                context.Matrix(dGates),
                activations.Gate,
                activations.Candidate),
            nameof(LstmCellBackward));
    }

    public void RhnCellForward(MatrixView gates, MatrixView sPrevious, MatrixView s, CellActivations activations)
    {
        KernelShapes.CheckRhnCellForward(gates, sPrevious, s, activations);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.RhnCellForward(
                context.Handle,
                context.Matrix(gates),
                context.Matrix(sPrevious),
                context.Matrix(s),
                activations.Gate,
                activations.Candidate),
            nameof(RhnCellForward));
    }

    public void RhnCellBackward(
        MatrixView gates, MatrixView sPrevious, MatrixView ds, MatrixView dGates, CellActivations activations)
    {
        KernelShapes.CheckRhnCellBackward(gates, sPrevious, ds, dGates, activations);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.RhnCellBackward(
                context.Handle,
                context.Matrix(gates),
                context.Matrix(sPrevious),
                context.Matrix(ds),
                context.Matrix(dGates),
                activations.Gate,
                activations.Candidate),
            nameof(RhnCellBackward));
    }
}
