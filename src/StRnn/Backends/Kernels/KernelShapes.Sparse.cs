using StRnn.Backends.Memory;

namespace StRnn.Backends.Kernels;

/// <content>The rules of <see cref="ISparseKernels"/>.</content>
public static partial class KernelShapes
{
    private const long LstmGates = 4;
    private const long RhnGates = 2;

    /// <summary>
    /// Checks that a pattern is one still, and has the gates that its uses ask for; in time proportional to nnz.
    /// </summary>
    public static void CheckPack(SparsityPattern pattern, WeightUses uses)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        pattern.CheckUnchanged();
        CheckGates(pattern, uses, WeightUses.LstmRecurrence, LstmGates);
        CheckGates(pattern, uses, WeightUses.RhnRecurrence, RhnGates);
        if (uses.HasFlag(WeightUses.LstmRecurrence | WeightUses.RhnRecurrence))
        {
            throw new ArgumentException("Pack: a packed matrix serves one kind of recurrence.", nameof(uses));
        }
    }

    /// <summary>Checks the operands of <see cref="IBFloat16Kernels.Round"/>.</summary>
    public static void CheckRound(VectorView values, VectorView rounded)
    {
        if (values.Length != rounded.Length)
        {
            throw Error(
                nameof(IBFloat16Kernels.Round),
                "values[n], rounded[n]",
                $"values {Of(values)}, rounded {Of(rounded)}");
        }
    }

    /// <summary>Checks the operands of <see cref="ISparseKernels.Refresh"/>.</summary>
    public static void CheckRefresh(PackedMatrix packed, VectorView values)
        => CheckValues(nameof(ISparseKernels.Refresh), packed, nameof(values), values);

    /// <summary>Checks the operands of <see cref="ISparseKernels.SpMM"/>.</summary>
    public static void CheckSpMM(PackedMatrix packed, VectorView values, MatrixView x, MatrixView y)
    {
        ArgumentNullException.ThrowIfNull(packed);
        const string Operation = nameof(ISparseKernels.SpMM);
        CheckUses(Operation, packed, packed.Uses.HasProduct());
        if (x.Rows != packed.Columns || !Has(y, packed.Rows, x.Columns))
        {
            throw Error(Operation, "Y[m,N] = W[m,n]*X[n,N]", $"W {Of(packed)}, X {Of(x)}, Y {Of(y)}");
        }

        CheckValues(Operation, packed, nameof(values), values);
    }

    /// <summary>Checks the operands of <see cref="ISparseKernels.SpMMTransposed"/>.</summary>
    public static void CheckSpMMTransposed(PackedMatrix packed, MatrixView g, MatrixView d)
    {
        ArgumentNullException.ThrowIfNull(packed);
        const string Operation = nameof(ISparseKernels.SpMMTransposed);
        CheckUses(Operation, packed, packed.Uses.HasTransposedProduct());
        if (g.Rows != packed.Rows || !Has(d, packed.Columns, g.Columns))
        {
            throw Error(Operation, "D[n,N] = W[m,n]^T*G[m,N]", $"W {Of(packed)}, G {Of(g)}, D {Of(d)}");
        }
    }

    /// <summary>Checks the operands of <see cref="ISparseKernels.Sddmm"/>.</summary>
    public static void CheckSddmm(PackedMatrix packed, MatrixView g, MatrixView x, VectorView gradient)
    {
        ArgumentNullException.ThrowIfNull(packed);
        const string Operation = nameof(ISparseKernels.Sddmm);
        CheckUses(Operation, packed, packed.Uses.HasProduct());
        if (g.Rows != packed.Rows || x.Rows != packed.Columns || g.Columns != x.Columns)
        {
            throw Error(Operation, "dW[m,n] = G[m,K]*X[n,K]^T", $"W {Of(packed)}, G {Of(g)}, X {Of(x)}");
        }

        CheckValues(Operation, packed, nameof(gradient), gradient);
    }

    /// <summary>Checks the operands of <see cref="ISparseKernels.GatherRows"/>.</summary>
    public static void CheckGatherRows(PackedMatrix packed, VectorView values, VectorView ids, MatrixView y)
    {
        ArgumentNullException.ThrowIfNull(packed);
        const string Operation = nameof(ISparseKernels.GatherRows);
        CheckUses(Operation, packed, packed.Uses.HasRowGather());
        if (!Has(y, packed.Columns, ids.Length))
        {
            throw Error(Operation, "Y[E,N] from W[V,E], ids[N]", $"W {Of(packed)}, ids {Of(ids)}, Y {Of(y)}");
        }

        CheckValues(Operation, packed, nameof(values), values);
    }

    /// <summary>Checks the operands of <see cref="ISparseKernels.ScatterAddRows"/>.</summary>
    public static void CheckScatterAddRows(PackedMatrix packed, VectorView ids, MatrixView g, VectorView gradient)
    {
        ArgumentNullException.ThrowIfNull(packed);
        const string Operation = nameof(ISparseKernels.ScatterAddRows);
        CheckUses(Operation, packed, packed.Uses.HasRowGather());
        if (!Has(g, packed.Columns, ids.Length))
        {
            throw Error(Operation, "dW[V,E] from ids[N], G[E,N]", $"W {Of(packed)}, ids {Of(ids)}, G {Of(g)}");
        }

        CheckValues(Operation, packed, nameof(gradient), gradient);
    }

    private static void CheckGates(SparsityPattern pattern, WeightUses uses, WeightUses recurrence, long gates)
    {
        if (uses.HasFlag(recurrence) && pattern.Rows != gates * pattern.Columns)
        {
            throw new ArgumentException(
                $"Pack: W [{pattern.Rows}, {pattern.Columns}] does not fit W[{gates}H,H], which {recurrence} asks for.",
                nameof(pattern));
        }
    }

    private static void CheckUses(string operation, PackedMatrix packed, bool covers)
    {
        if (!covers)
        {
            throw new ArgumentException(
                $"{operation}: the matrix was packed for {packed.Uses}, which does not cover it.");
        }
    }

    private static void CheckValues(string operation, PackedMatrix packed, string name, VectorView view)
    {
        ArgumentNullException.ThrowIfNull(packed);
        if (view.Length != packed.Nnz)
        {
            throw Error(operation, $"{name}[nnz]", $"W {Of(packed)}, {name} {Of(view)}");
        }
    }
}
