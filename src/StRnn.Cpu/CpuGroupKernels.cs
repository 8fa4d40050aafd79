using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Cpu.Native;

namespace StRnn.Cpu;

internal sealed unsafe class CpuGroupKernels(CpuContext context) : IGroupKernels
{
    public void AddSquaredNorms(MatrixView x, VectorView? rows, VectorView? columns)
        => CpuContext.Check(
            NativeMethods.AddSquaredNorms(
                context.Handle,
                CpuContext.Matrix(x),
                Floats(rows, nameof(AddSquaredNorms), x.Rows),
                Floats(columns, nameof(AddSquaredNorms), x.Columns)),
            nameof(AddSquaredNorms));

    public void InverseRoots(VectorView squares, float epsilon, float scale, VectorView factors)
        => CpuContext.Check(
            NativeMethods.InverseRoots(
                context.Handle,
                CpuContext.Floats(squares),
                squares.Length,
                epsilon,
                scale,
                CpuContext.Floats(factors, nameof(InverseRoots), squares.Length)),
            nameof(InverseRoots));

    public void AddScaled(MatrixView x, VectorView? rows, VectorView? columns, MatrixView g)
        => CpuContext.Check(
            NativeMethods.AddScaled(
                context.Handle,
                CpuContext.Matrix(x),
                Floats(rows, nameof(AddScaled), x.Rows),
                Floats(columns, nameof(AddScaled), x.Columns),
                CpuContext.Matrix(g)),
            nameof(AddScaled));

    public void Threshold(VectorView x, float threshold)
        => CpuContext.Check(
            NativeMethods.ZeroBelow(context.Handle, CpuContext.Floats(x), x.Length, threshold), nameof(Threshold));

    private static float* Floats(VectorView? view, string operation, long length)
        => view is { } given ? CpuContext.Floats(given, operation, length) : null;
}
