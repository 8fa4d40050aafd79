using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Cpu.Native;

namespace StRnn.Cpu;

internal sealed unsafe class CpuSparseKernels(CpuContext context) : ISparseKernels
{
    public PackedMatrix Pack(SparsityPattern pattern, WeightUses uses)
    {
        KernelShapes.CheckPack(pattern, uses);
        context.ThrowIfClosed();
        return new CpuPackedMatrix(pattern, uses);
    }

    public void Refresh(PackedMatrix packed, VectorView values)
    {
        var own = CpuContext.Packed(packed, nameof(Refresh));
        KernelShapes.CheckRefresh(packed, values);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.PackedMatrixRefresh(context.Handle, own.Handle, context.Floats(values)), nameof(Refresh));
    }

    public void SpMM(PackedMatrix packed, VectorView values, MatrixView x, MatrixView y, bool accumulate)
    {
        var own = CpuContext.Packed(packed, nameof(SpMM));
        KernelShapes.CheckSpMM(packed, values, x, y);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.SpMM(
                context.Handle,
                own.Handle,
                context.Values(values),
                context.Matrix(x),
                context.Matrix(y),
                accumulate ? 1 : 0),
            nameof(SpMM));
    }

    public void SpMMTransposed(PackedMatrix packed, MatrixView g, MatrixView d, bool accumulate)
    {
        var own = CpuContext.Packed(packed, nameof(SpMMTransposed));
        KernelShapes.CheckSpMMTransposed(packed, g, d);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.SpMMTransposed(
                context.Handle, own.Handle, context.Matrix(g), context.Matrix(d), accumulate ? 1 : 0),
            nameof(SpMMTransposed));
    }

    public void Sddmm(PackedMatrix packed, MatrixView g, MatrixView x, VectorView gradient, bool accumulate)
    {
        var own = CpuContext.Packed(packed, nameof(Sddmm));
        KernelShapes.CheckSddmm(packed, g, x, gradient);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.Sddmm(
                context.Handle,
                own.Handle,
                context.Matrix(g),
                context.Matrix(x),
                context.Floats(gradient),
                accumulate ? 1 : 0),
            nameof(Sddmm));
    }

    public void GatherRows(PackedMatrix packed, VectorView values, VectorView ids, MatrixView y)
    {
        var own = CpuContext.Packed(packed, nameof(GatherRows));
        KernelShapes.CheckGatherRows(packed, values, ids, y);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.GatherRows(
                context.Handle, own.Handle, context.Values(values), context.Integers(ids), context.Matrix(y)),
            nameof(GatherRows));
    }

    public void ScatterAddRows(PackedMatrix packed, VectorView ids, MatrixView g, VectorView gradient, bool accumulate)
    {
        var own = CpuContext.Packed(packed, nameof(ScatterAddRows));
        KernelShapes.CheckScatterAddRows(packed, ids, g, gradient);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.ScatterAddRows(
                context.Handle,
                own.Handle,
                context.Integers(ids),
                context.Matrix(g),
                context.Floats(gradient),
                accumulate ? 1 : 0),
            nameof(ScatterAddRows));
    }
}
