using StRnn.Backends.Memory;

namespace StRnn.Backends.Kernels;

/// <content>The rules of <see cref="IDenseKernels"/>.</content>
public static partial class KernelShapes
{
    /// <summary>Checks the operands of <see cref="IDenseKernels.Gemm"/>.</summary>
    public static void CheckGemm(MatrixView a, MatrixView b, MatrixView y)
    {
        if (a.Columns != b.Rows || !Has(y, a.Rows, b.Columns))
        {
            throw Error(nameof(IDenseKernels.Gemm), "Y[m,n] = A[m,k]*B[k,n]", $"A {Of(a)}, B {Of(b)}, Y {Of(y)}");
        }
    }

    /// <summary>Checks the operands of <see cref="IDenseKernels.GemmTransposedA"/>.</summary>
    public static void CheckGemmTransposedA(MatrixView a, MatrixView b, MatrixView y)
    {
        if (a.Rows != b.Rows || !Has(y, a.Columns, b.Columns))
        {
            throw Error(
                nameof(IDenseKernels.GemmTransposedA), "Y[m,n] = A[k,m]^T*B[k,n]", $"A {Of(a)}, B {Of(b)}, Y {Of(y)}");
        }
    }

    /// <summary>Checks the operands of <see cref="IDenseKernels.GemmTransposedB"/>.</summary>
    public static void CheckGemmTransposedB(MatrixView a, MatrixView b, MatrixView y)
    {
        if (a.Columns != b.Columns || !Has(y, a.Rows, b.Rows))
        {
            throw Error(
                nameof(IDenseKernels.GemmTransposedB), "Y[m,n] = A[m,k]*B[n,k]^T", $"A {Of(a)}, B {Of(b)}, Y {Of(y)}");
        }
    }

    /// <summary>Checks the operands of <see cref="IDenseKernels.GatherRows"/>.</summary>
    public static void CheckGatherRows(MatrixView table, VectorView ids, MatrixView y)
    {
        if (!Has(y, table.Columns, ids.Length))
        {
            throw Error(
                nameof(IDenseKernels.GatherRows),
                "Y[E,N] from table[V,E], ids[N]",
                $"table {Of(table)}, ids {Of(ids)}, Y {Of(y)}");
        }
    }

    /// <summary>Checks the operands of <see cref="IDenseKernels.ScatterAddRows"/>.</summary>
    public static void CheckScatterAddRows(VectorView ids, MatrixView g, MatrixView gradient)
    {
        if (!Has(g, gradient.Columns, ids.Length))
        {
            throw Error(
                nameof(IDenseKernels.ScatterAddRows),
                "gradient[V,E] from ids[N], G[E,N]",
                $"ids {Of(ids)}, G {Of(g)}, gradient {Of(gradient)}");
        }
    }

    /// <summary>Checks the operands of <see cref="IDenseKernels.GatherColumns"/>.</summary>
    public static void CheckGatherColumns(MatrixView x, VectorView index, VectorView? weights, MatrixView y)
    {
        if (x.Rows != y.Rows || index.Length != y.Columns || !HasLength(weights, y.Columns))
        {
            throw Error(
                nameof(IDenseKernels.GatherColumns),
                "Y[m,N] from X[m,K], index[N], weights[N] or none",
                $"X {Of(x)}, index {Of(index)}, weights {Of(weights)}, Y {Of(y)}");
        }
    }

    /// <summary>Checks the operands of <see cref="IDenseKernels.ScatterAddColumns"/>.</summary>
    public static void CheckScatterAddColumns(MatrixView x, VectorView index, VectorView? weights, MatrixView y)
    {
        if (x.Rows != y.Rows || index.Length != x.Columns || !HasLength(weights, x.Columns))
        {
            throw Error(
                nameof(IDenseKernels.ScatterAddColumns),
                "Y[m,K] from X[m,N], index[N], weights[N] or none",
                $"X {Of(x)}, index {Of(index)}, weights {Of(weights)}, Y {Of(y)}");
        }
    }

    /// <summary>Checks the operands of <see cref="IDenseKernels.AddBias"/>.</summary>
    public static void CheckAddBias(VectorView bias, MatrixView y)
    {
        if (bias.Length != y.Rows)
        {
            throw Error(nameof(IDenseKernels.AddBias), "bias[m], Y[m,N]", $"bias {Of(bias)}, Y {Of(y)}");
        }
    }

    /// <summary>Checks the operands of <see cref="IDenseKernels.SumColumns"/>.</summary>
    public static void CheckSumColumns(MatrixView g, VectorView sums)
    {
        if (sums.Length != g.Rows)
        {
            throw Error(nameof(IDenseKernels.SumColumns), "G[m,N], sums[m]", $"G {Of(g)}, sums {Of(sums)}");
        }
    }

    /// <summary>Checks the operands of <see cref="IDenseKernels.Dropout"/>.</summary>
    public static void CheckDropout(MatrixView x, MatrixView y, DropoutMask mask)
    {
        const string Operation = nameof(IDenseKernels.Dropout);
        CheckSame(Operation, x, y);
        CheckMask(Operation, mask);
        if (mask.Columns < 0 || (mask.Columns > 0 && x.Columns % mask.Columns != 0))
        {
            throw new ArgumentException(
                $"{Operation}: {x.Columns} columns are no whole number of repetitions of a mask of {mask.Columns} "
                + "columns.");
        }
    }

    /// <summary>Checks the operands of <see cref="IDenseKernels.DropoutWords"/>.</summary>
    public static void CheckDropoutWords(MatrixView x, VectorView ids, MatrixView y, DropoutMask mask)
    {
        const string Operation = nameof(IDenseKernels.DropoutWords);
        CheckSame(Operation, x, y);
        CheckMask(Operation, mask);
        if (ids.Length != x.Columns)
        {
            throw Error(Operation, "X[E,N], ids[N]", $"X {Of(x)}, ids {Of(ids)}");
        }
    }

    /// <summary>Checks the operands of <see cref="IDenseKernels.Copy"/>.</summary>
    public static void CheckCopy(MatrixView x, MatrixView y) => CheckSame(nameof(IDenseKernels.Copy), x, y);

    /// <summary>Checks the operands of <see cref="IDenseKernels.Add"/>.</summary>
    public static void CheckAdd(MatrixView x, MatrixView y) => CheckSame(nameof(IDenseKernels.Add), x, y);

    /// <summary>Checks the result of <see cref="IDenseKernels.Sum"/>.</summary>
    public static void CheckSum(VectorView result) => CheckScalar(nameof(IDenseKernels.Sum), nameof(result), result);
}
