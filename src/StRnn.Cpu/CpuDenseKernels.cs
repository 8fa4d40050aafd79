using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Cpu.Native;

namespace StRnn.Cpu;

internal sealed unsafe class CpuDenseKernels(CpuContext context) : IDenseKernels
{
    public void Gemm(MatrixView a, MatrixView b, MatrixView y, bool accumulate)
    {
        KernelShapes.CheckGemm(a, b, y);
        using var call = context.Begin();
        Multiply(nameof(Gemm), a, false, b, false, y, accumulate);
    }

    public void GemmTransposedA(MatrixView a, MatrixView b, MatrixView y, bool accumulate)
    {
        KernelShapes.CheckGemmTransposedA(a, b, y);
        using var call = context.Begin();
        Multiply(nameof(GemmTransposedA), a, true, b, false, y, accumulate);
    }

    public void GemmTransposedB(MatrixView a, MatrixView b, MatrixView y, bool accumulate)
    {
        KernelShapes.CheckGemmTransposedB(a, b, y);
        using var call = context.Begin();
        Multiply(nameof(GemmTransposedB), a, false, b, true, y, accumulate);
    }

    public void GatherRows(MatrixView table, VectorView ids, MatrixView y)
    {
        KernelShapes.CheckGatherRows(table, ids, y);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.GatherDenseRows(
                context.Handle, context.Matrix(table), context.Integers(ids), context.Matrix(y)),
            nameof(GatherRows));
    }

    public void ScatterAddRows(VectorView ids, MatrixView g, MatrixView gradient)
    {
        KernelShapes.CheckScatterAddRows(ids, g, gradient);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.ScatterAddDenseRows(
                context.Handle, context.Integers(ids), context.Matrix(g), context.Matrix(gradient)),
            nameof(ScatterAddRows));
    }

    public void GatherColumns(MatrixView x, VectorView index, VectorView? weights, MatrixView y, bool accumulate)
    {
        KernelShapes.CheckGatherColumns(x, index, weights, y);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.GatherColumns(
                context.Handle,
                context.Matrix(x),
                context.Integers(index),
                context.Floats(weights),
                context.Matrix(y),
                accumulate ? 1 : 0),
            nameof(GatherColumns));
    }

    public void ScatterAddColumns(MatrixView x, VectorView index, VectorView? weights, MatrixView y, bool accumulate)
    {
        KernelShapes.CheckScatterAddColumns(x, index, weights, y);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.ScatterAddColumns(
                context.Handle,
                context.Matrix(x),
                context.Integers(index),
                context.Floats(weights),
                context.Matrix(y),
                accumulate ? 1 : 0),
            nameof(ScatterAddColumns));
    }

    public void AddBias(VectorView bias, MatrixView y)
    {
        KernelShapes.CheckAddBias(bias, y);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.AddBias(context.Handle, context.Floats(bias), context.Matrix(y)), nameof(AddBias));
    }

    public void SumColumns(MatrixView g, VectorView sums, bool accumulate)
    {
        KernelShapes.CheckSumColumns(g, sums);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.SumColumns(context.Handle, context.Matrix(g), context.Floats(sums), accumulate ? 1 : 0),
            nameof(SumColumns));
    }

    public void Dropout(MatrixView x, MatrixView y, DropoutMask mask, bool accumulate)
    {
        KernelShapes.CheckDropout(x, y, mask);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.Dropout(
                context.Handle,
                context.Matrix(x),
                context.Matrix(y),
                new NativeMask(mask),
                mask.Columns,
                accumulate ? 1 : 0),
            nameof(Dropout));
    }

    public void DropoutWords(MatrixView x, VectorView ids, MatrixView y, DropoutMask mask, bool accumulate)
    {
        KernelShapes.CheckDropoutWords(x, ids, y, mask);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.DropoutWords(
                context.Handle,
                context.Matrix(x),
                context.Integers(ids),
                context.Matrix(y),
                new NativeMask(mask),
                accumulate ? 1 : 0),
            nameof(DropoutWords));
    }

    public void Copy(MatrixView x, MatrixView y)
    {
        KernelShapes.CheckCopy(x, y);
        using var call = context.Begin();
        CpuContext.Check(NativeMethods.Copy(context.Handle, context.Matrix(x), context.Matrix(y)), nameof(Copy));
    }

    public void Add(MatrixView x, MatrixView y)
    {
        KernelShapes.CheckAdd(x, y);
        using var call = context.Begin();
        CpuContext.Check(NativeMethods.Add(context.Handle, context.Matrix(x), context.Matrix(y)), nameof(Add));
    }

    public void Fill(VectorView x, float value)
    {
        using var call = context.Begin();
        CpuContext.Check(NativeMethods.Fill(context.Handle, context.Floats(x), x.Length, value), nameof(Fill));
    }

    public void Sum(VectorView x, VectorView result, bool accumulate)
    {
        KernelShapes.CheckSum(result);
        using var call = context.Begin();
        CpuContext.Check(
            NativeMethods.Sum(
                context.Handle, context.Floats(x), x.Length, context.Floats(result), accumulate ? 1 : 0),
            nameof(Sum));
    }

    private void Multiply(
        string operation, MatrixView a, bool transposeA, MatrixView b, bool transposeB, MatrixView y, bool accumulate)
        => CpuContext.Check(
            NativeMethods.Gemm(
                context.Handle,
                context.Matrix(a),
                transposeA ? 1 : 0,
                context.Matrix(b),
                transposeB ? 1 : 0,
                context.Matrix(y),
                accumulate ? 1 : 0),
            operation);
}
