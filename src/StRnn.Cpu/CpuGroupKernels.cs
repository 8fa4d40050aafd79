using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Cpu.Native;

namespace StRnn.Cpu;

internal sealed unsafe class CpuGroupKernels(CpuContext context) : IGroupKernels
{
    public void AddSquaredNorms(MatrixView x, VectorView? rows, VectorView? columns)
    {
        KernelShapes.CheckAddSquaredNorms(x, rows, columns);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.AddSquaredNorms(
                context.Handle,
                context.Matrix(x),
                context.Floats(rows),
                context.Floats(columns)),
            nameof(AddSquaredNorms));
    }

    public void InverseRoots(VectorView squares, float epsilon, float scale, VectorView factors)
    {
        KernelShapes.CheckInverseRoots(squares, factors);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.InverseRoots(
                context.Handle,
                context.Floats(squares),
                squares.Length,
                epsilon,
                scale,
                context.Floats(factors)),
            nameof(InverseRoots));
    }

    public void AddScaled(MatrixView x, VectorView? rows, VectorView? columns, MatrixView g)
    {
        KernelShapes.CheckAddScaled(x, rows, columns, g);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.AddScaled(
                context.Handle,
                context.Matrix(x),
                context.Floats(rows),
                context.Floats(columns),
                context.Matrix(g)),
            nameof(AddScaled));
    }

    public void Threshold(VectorView x, float threshold)
    {
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.ZeroBelow(context.Handle, context.Floats(x), x.Length, threshold), nameof(Threshold));
    }
}
