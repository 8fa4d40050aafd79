using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Cpu.Native;

namespace StRnn.Cpu;

internal sealed unsafe class CpuDenseKernels(CpuContext context) : IDenseKernels
{
    public void Gemm(MatrixView a, MatrixView b, MatrixView y, bool accumulate)
    {
        KernelShapes.CheckGemm(a, b, y);
        Multiply(nameof(Gemm), a, false, b, false, y, accumulate);
    }

    public void GemmTransposedA(MatrixView a, MatrixView b, MatrixView y, bool accumulate)
    {
        KernelShapes.CheckGemmTransposedA(a, b, y);
        Multiply(nameof(GemmTransposedA), a, true, b, false, y, accumulate);
    }

    public void GemmTransposedB(MatrixView a, MatrixView b, MatrixView y, bool accumulate)
    {
        KernelShapes.CheckGemmTransposedB(a, b, y);
        Multiply(nameof(GemmTransposedB), a, false, b, true, y, accumulate);
    }

    public void GatherRows(MatrixView table, VectorView ids, MatrixView y)
    {
        KernelShapes.CheckGatherRows(table, ids, y);
        CpuContext.Check(
            NativeMethods.GatherDenseRows(
                context.Handle, CpuContext.Matrix(table), CpuContext.Integers(ids), CpuContext.Matrix(y)),
            nameof(GatherRows));
    }

    public void ScatterAddRows(VectorView ids, MatrixView g, MatrixView gradient)
    {
        KernelShapes.CheckScatterAddRows(ids, g, gradient);
        CpuContext.Check(
            NativeMethods.ScatterAddDenseRows(
                context.Handle, CpuContext.Integers(ids), CpuContext.Matrix(g), CpuContext.Matrix(gradient)),
            nameof(ScatterAddRows));
    }

    public void GatherColumns(MatrixView x, VectorView index, VectorView? weights, MatrixView y, bool accumulate)
    {
        KernelShapes.CheckGatherColumns(x, index, weights, y);
        CpuContext.Check(
            NativeMethods.GatherColumns(
                context.Handle,
                CpuContext.Matrix(x),
                CpuContext.Integers(index),
                CpuContext.Floats(weights),
                CpuContext.Matrix(y),
                accumulate ? 1 : 0),
            nameof(GatherColumns));
    }

    public void ScatterAddColumns(MatrixView x, VectorView index, VectorView? weights, MatrixView y, bool accumulate)
    {
        KernelShapes.CheckScatterAddColumns(x, index, weights, y);
        CpuContext.Check(
            NativeMethods.ScatterAddColumns(
                context.Handle,
                CpuContext.Matrix(x),
                CpuContext.Integers(index),
                CpuContext.Floats(weights),
                CpuContext.Matrix(y),
                accumulate ? 1 : 0),
            nameof(ScatterAddColumns));
    }

    public void AddBias(VectorView bias, MatrixView y)
    {
        KernelShapes.CheckAddBias(bias, y);
        CpuContext.Check(
            NativeMethods.AddBias(context.Handle, CpuContext.Floats(bias), CpuContext.Matrix(y)), nameof(AddBias));
    }

    public void SumColumns(MatrixView g, VectorView sums, bool accumulate)
    {
        KernelShapes.CheckSumColumns(g, sums);
        CpuContext.Check(
            NativeMethods.SumColumns(context.Handle, CpuContext.Matrix(g), CpuContext.Floats(sums), accumulate ? 1 : 0),
            nameof(SumColumns));
    }

    public void Dropout(MatrixView x, MatrixView y, DropoutMask mask, bool accumulate)
    {
        KernelShapes.CheckDropout(x, y, mask);
        CpuContext.Check(
            NativeMethods.Dropout(
                context.Handle,
                CpuContext.Matrix(x),
                CpuContext.Matrix(y),
                new NativeMask(mask),
                mask.Columns,
                accumulate ? 1 : 0),
            nameof(Dropout));
    }

    public void DropoutWords(MatrixView x, VectorView ids, MatrixView y, DropoutMask mask, bool accumulate)
    {
        KernelShapes.CheckDropoutWords(x, ids, y, mask);
        CpuContext.Check(
            NativeMethods.DropoutWords(
                context.Handle,
                CpuContext.Matrix(x),
                CpuContext.Integers(ids),
                CpuContext.Matrix(y),
                new NativeMask(mask),
                accumulate ? 1 : 0),
            nameof(DropoutWords));
    }

    public void Copy(MatrixView x, MatrixView y)
    {
        KernelShapes.CheckCopy(x, y);
        CpuContext.Check(NativeMethods.Copy(context.Handle, CpuContext.Matrix(x), CpuContext.Matrix(y)), nameof(Copy));
    }

    public void Add(MatrixView x, MatrixView y)
    {
        KernelShapes.CheckAdd(x, y);
        CpuContext.Check(NativeMethods.Add(context.Handle, CpuContext.Matrix(x), CpuContext.Matrix(y)), nameof(Add));
    }

    public void Fill(VectorView x, float value)
        => CpuContext.Check(NativeMethods.Fill(context.Handle, CpuContext.Floats(x), x.Length, value), nameof(Fill));

    public void Sum(VectorView x, VectorView result, bool accumulate)
    {
        KernelShapes.CheckSum(result);
        CpuContext.Check(
            NativeMethods.Sum(
                context.Handle, CpuContext.Floats(x), x.Length, CpuContext.Floats(result), accumulate ? 1 : 0),
            nameof(Sum));
    }

    private void Multiply(
        string operation, MatrixView a, bool transposeA, MatrixView b, bool transposeB, MatrixView y, bool accumulate)
        => CpuContext.Check(
            NativeMethods.Gemm(
                context.Handle,
                CpuContext.Matrix(a),
                transposeA ? 1 : 0,
                CpuContext.Matrix(b),
                transposeB ? 1 : 0,
                CpuContext.Matrix(y),
                accumulate ? 1 : 0),
            operation);
}
