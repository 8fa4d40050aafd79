using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Cpu.Native;

namespace StRnn.Cpu;

internal sealed unsafe class CpuGroupKernels(CpuContext context) : IGroupKernels
{
    public void AddSquaredNorms(MatrixView x, VectorView? rows, VectorView? columns)
    {
        KernelShapes.CheckAddSquaredNorms(x, rows, columns);
        CpuContext.Check(
            NativeMethods.AddSquaredNorms(
                context.Handle,
                CpuContext.Matrix(x),
                CpuContext.Floats(rows),
                CpuContext.Floats(columns)),
            nameof(AddSquaredNorms));
    }

    public void InverseRoots(VectorView squares, float epsilon, float scale, VectorView factors)
    {
        KernelShapes.CheckInverseRoots(squares, factors);
        CpuContext.Check(
            NativeMethods.InverseRoots(
                context.Handle,
                CpuContext.Floats(squares),
                squares.Length,
                epsilon,
                scale,
                CpuContext.Floats(factors)),
            nameof(InverseRoots));
    }

    public void AddScaled(MatrixView x, VectorView? rows, VectorView? columns, MatrixView g)
    {
        KernelShapes.CheckAddScaled(x, rows, columns, g);
        CpuContext.Check(
            NativeMethods.AddScaled(
                context.Handle,
                CpuContext.Matrix(x),
                CpuContext.Floats(rows),
                CpuContext.Floats(columns),
                CpuContext.Matrix(g)),
            nameof(AddScaled));
    }

    public void Threshold(VectorView x, float threshold)
        => CpuContext.Check(
            NativeMethods.ZeroBelow(context.Handle, CpuContext.Floats(x), x.Length, threshold), nameof(Threshold));
}
