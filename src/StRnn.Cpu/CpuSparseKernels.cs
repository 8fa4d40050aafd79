using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Cpu.Native;

namespace StRnn.Cpu;

internal sealed unsafe class CpuSparseKernels(CpuContext context) : ISparseKernels
{
    public PackedMatrix Pack(SparsityPattern pattern, WeightUses uses) => new CpuPackedMatrix(pattern, uses);

    public void Refresh(PackedMatrix packed, VectorView values)
    {
        var own = CpuContext.Packed(packed);
        float* data = CpuContext.Floats(values, nameof(Refresh), own.Nnz);
        CpuContext.Check(NativeMethods.PackedMatrixRefresh(context.Handle, own.Handle, data), nameof(Refresh));
    }

    public void SpMM(PackedMatrix packed, VectorView values, MatrixView x, MatrixView y, bool accumulate)
    {
        var own = CpuContext.Packed(packed);
        float* data = CpuContext.Floats(values, nameof(SpMM), own.Nnz);
        CpuContext.Check(
            NativeMethods.SpMM(
                context.Handle, own.Handle, data, CpuContext.Matrix(x), CpuContext.Matrix(y), accumulate ? 1 : 0),
            nameof(SpMM));
    }

    public void SpMMTransposed(PackedMatrix packed, VectorView values, MatrixView g, MatrixView d, bool accumulate)
        => CpuContext.Check(
            NativeMethods.SpMMTransposed(
                context.Handle, CpuContext.Packed(packed).Handle, CpuContext.Matrix(g), CpuContext.Matrix(d), accumulate ? 1 : 0),
            nameof(SpMMTransposed));

    public void Sddmm(PackedMatrix packed, MatrixView g, MatrixView x, VectorView gradient, bool accumulate)
    {
        var own = CpuContext.Packed(packed);
        float* data = CpuContext.Floats(gradient, nameof(Sddmm), own.Nnz);
        CpuContext.Check(
            NativeMethods.Sddmm(
                context.Handle, own.Handle, CpuContext.Matrix(g), CpuContext.Matrix(x), data, accumulate ? 1 : 0),
            nameof(Sddmm));
    }

    public void GatherRows(PackedMatrix packed, VectorView values, VectorView ids, MatrixView y)
    {
        var own = CpuContext.Packed(packed);
        float* data = CpuContext.Floats(values, nameof(GatherRows), own.Nnz);
        int* rows = CpuContext.Integers(ids, nameof(GatherRows), y.Columns);
        CpuContext.Check(
            NativeMethods.GatherRows(context.Handle, own.Handle, data, rows, CpuContext.Matrix(y)), nameof(GatherRows));
    }

    public void ScatterAddRows(PackedMatrix packed, VectorView ids, MatrixView g, VectorView gradient, bool accumulate)
    {
        var own = CpuContext.Packed(packed);
        float* data = CpuContext.Floats(gradient, nameof(ScatterAddRows), own.Nnz);
        int* rows = CpuContext.Integers(ids, nameof(ScatterAddRows), g.Columns);
        CpuContext.Check(
            NativeMethods.ScatterAddRows(
                context.Handle, own.Handle, rows, CpuContext.Matrix(g), data, accumulate ? 1 : 0),
            nameof(ScatterAddRows));
    }
}
