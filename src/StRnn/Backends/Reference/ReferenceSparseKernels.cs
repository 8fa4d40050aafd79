using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Backends.Reference;

/// <summary>Products with a sparse weight, straight from its rows and columns.</summary>
internal sealed class ReferenceSparseKernels<T>(ReferenceMemory<T> memory) : ISparseKernels
    where T : unmanaged
{
    private const WeightUses ProductUses = WeightUses.Product | WeightUses.LstmRecurrence | WeightUses.RhnRecurrence;
    private const WeightUses TransposedUses = WeightUses.TransposedProduct | WeightUses.LstmRecurrence | WeightUses.RhnRecurrence;

    public PackedMatrix Pack(SparsityPattern pattern, WeightUses uses)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        RequireGates(pattern, uses, WeightUses.LstmRecurrence, gates: 4);
        RequireGates(pattern, uses, WeightUses.RhnRecurrence, gates: 2);

        return new ReferencePackedMatrix<T>(memory.Ledger, pattern, uses);
    }

    public void Refresh(PackedMatrix packed, VectorView values)
    {
        ReferencePackedMatrix<T> own = Packed(nameof(Refresh), packed, ~WeightUses.None);
        own.Refresh(Values(nameof(Refresh), "values", packed, values));
    }

    public void SpMM(PackedMatrix packed, VectorView values, MatrixView x, MatrixView y, bool accumulate)
    {
        const string Operation = nameof(SpMM);
        ReferencePackedMatrix<T> w = Packed(Operation, packed, ProductUses);
        if (x.Rows != w.Columns || y.Rows != w.Rows || y.Columns != x.Columns)
        {
            throw Shape.Error(
                Operation, "Y[m,N] = W[m,n]*X[n,N]", $"W {Shape.Of(w)}, X {Shape.Of(x)}, Y {Shape.Of(y)}");
        }

        ReadOnlySpan<T> weights = Values(Operation, "values", packed, values);
        MatrixSpan<T> input = memory.Matrix(Operation, "X", x);
        MatrixSpan<T> output = memory.Matrix(Operation, "Y", y);
        ReadOnlySpan<int> offsets = w.RowOffsets;
        ReadOnlySpan<int> columns = w.ColumnIndices;
        Span<double> sums = memory.Sums(output.Columns);
        for (int row = 0; row < output.Rows; row++)
        {
            ReferenceNumber<T>.Begin(output[row], sums, accumulate);
            for (int k = offsets[row]; k < offsets[row + 1]; k++)
            {
                ReferenceNumber<T>.AddScaled(ReferenceNumber<T>.Widen(weights[k]), input[columns[k]], sums);
            }

            ReferenceNumber<T>.End(sums, output[row]);
        }
    }

    public void SpMMTransposed(PackedMatrix packed, MatrixView g, MatrixView d, bool accumulate)
    {
        const string Operation = nameof(SpMMTransposed);
        ReferencePackedMatrix<T> w = Packed(Operation, packed, TransposedUses);
        if (g.Rows != w.Rows || d.Rows != w.Columns || d.Columns != g.Columns)
        {
            throw Shape.Error(
                Operation, "D[n,N] = W[m,n]^T*G[m,N]", $"W {Shape.Of(w)}, G {Shape.Of(g)}, D {Shape.Of(d)}");
        }

        ReadOnlySpan<T> weights = w.Refreshed;
        MatrixSpan<T> input = memory.Matrix(Operation, "G", g);
        MatrixSpan<T> output = memory.Matrix(Operation, "D", d);
        ReadOnlySpan<int> offsets = w.ColumnOffsets;
        ReadOnlySpan<int> rows = w.RowIndices;
        ReadOnlySpan<int> positions = w.Positions;
        Span<double> sums = memory.Sums(output.Columns);
        for (int column = 0; column < output.Rows; column++)
        {
            ReferenceNumber<T>.Begin(output[column], sums, accumulate);
            for (int slot = offsets[column]; slot < offsets[column + 1]; slot++)
            {
                double weight = ReferenceNumber<T>.Widen(weights[positions[slot]]);
                ReferenceNumber<T>.AddScaled(weight, input[rows[slot]], sums);
            }

            ReferenceNumber<T>.End(sums, output[column]);
        }
    }

    public void Sddmm(PackedMatrix packed, MatrixView g, MatrixView x, VectorView gradient, bool accumulate)
    {
        const string Operation = nameof(Sddmm);
        ReferencePackedMatrix<T> w = Packed(Operation, packed, ProductUses);
        if (g.Rows != w.Rows || x.Rows != w.Columns || g.Columns != x.Columns)
        {
            throw Shape.Error(
                Operation, "dW[m,n] = G[m,K]*X[n,K]^T", $"W {Shape.Of(w)}, G {Shape.Of(g)}, X {Shape.Of(x)}");
        }

        Span<T> result = Values(Operation, "gradient", packed, gradient);
        MatrixSpan<T> left = memory.Matrix(Operation, "G", g);
        MatrixSpan<T> right = memory.Matrix(Operation, "X", x);
        ReadOnlySpan<int> offsets = w.RowOffsets;
        ReadOnlySpan<int> columns = w.ColumnIndices;
        for (int row = 0; row < left.Rows; row++)
        {
            for (int k = offsets[row]; k < offsets[row + 1]; k++)
            {
                double start = accumulate ? ReferenceNumber<T>.Widen(result[k]) : 0;
                result[k] = ReferenceNumber<T>.Narrow(ReferenceNumber<T>.Dot(start, left[row], right[columns[k]]));
            }
        }
    }

    public void GatherRows(PackedMatrix packed, VectorView values, VectorView ids, MatrixView y)
    {
        const string Operation = nameof(GatherRows);
        ReferencePackedMatrix<T> w = Packed(Operation, packed, WeightUses.RowGather);
        if (y.Rows != w.Columns || y.Columns != ids.Length)
        {
            throw Shape.Error(
                Operation, "Y[E,N] from W[V,E], ids[N]", $"W {Shape.Of(w)}, ids {Shape.Of(ids)}, Y {Shape.Of(y)}");
        }

        ReadOnlySpan<T> weights = Values(Operation, "values", packed, values);
        ReadOnlySpan<int> rows = memory.Ids(Operation, nameof(ids), ids, w.Rows);
        MatrixSpan<T> output = memory.Matrix(Operation, "Y", y);
        for (int feature = 0; feature < output.Rows; feature++)
        {
            output[feature].Clear();
        }

        for (int j = 0; j < rows.Length; j++)
        {
            for (int k = w.RowOffsets[rows[j]]; k < w.RowOffsets[rows[j] + 1]; k++)
            {
                output[w.ColumnIndices[k]][j] = weights[k];
            }
        }
    }

    public void ScatterAddRows(PackedMatrix packed, VectorView ids, MatrixView g, VectorView gradient, bool accumulate)
    {
        const string Operation = nameof(ScatterAddRows);
        ReferencePackedMatrix<T> w = Packed(Operation, packed, WeightUses.RowGather);
        if (g.Rows != w.Columns || g.Columns != ids.Length)
        {
            throw Shape.Error(
                Operation, "dW[V,E] from ids[N], G[E,N]", $"W {Shape.Of(w)}, ids {Shape.Of(ids)}, G {Shape.Of(g)}");
        }

        Span<T> result = Values(Operation, "gradient", packed, gradient);
        ReadOnlySpan<long> keys = memory.GroupById(memory.Ids(Operation, nameof(ids), ids, w.Rows));
        MatrixSpan<T> input = memory.Matrix(Operation, "G", g);
        if (!accumulate)
        {
            result.Clear();
        }

        for (int start = 0, end; start < keys.Length; start = end)
        {
            int row = (int)(keys[start] >> 32);
            for (end = start + 1; end < keys.Length && (int)(keys[end] >> 32) == row; end++)
            {
            }

            for (int k = w.RowOffsets[row]; k < w.RowOffsets[row + 1]; k++)
            {
                ReadOnlySpan<T> feature = input[w.ColumnIndices[k]];
                double sum = ReferenceNumber<T>.Widen(result[k]);
                foreach (long key in keys[start..end])
                {
                    sum += ReferenceNumber<T>.Widen(feature[(int)key]);
                }

                result[k] = ReferenceNumber<T>.Narrow(sum);
            }
        }
    }

    private ReferencePackedMatrix<T> Packed(string operation, PackedMatrix packed, WeightUses uses)
    {
        ArgumentNullException.ThrowIfNull(packed);
        if (packed is not ReferencePackedMatrix<T> own || !ReferenceEquals(own.Owner, memory.Ledger))
        {
            throw new ArgumentException($"{operation}: the matrix was packed by another backend.");
        }

        if ((own.Uses & uses) == 0 && uses != ~WeightUses.None)
        {
            throw new ArgumentException($"{operation}: the matrix was packed for {own.Uses}, which does not cover it.");
        }

        return own;
    }

    private Span<T> Values(string operation, string name, PackedMatrix packed, VectorView view)
    {
        if (view.Length != packed.Nnz)
        {
            throw Shape.Error(operation, $"{name}[nnz]", $"W {Shape.Of(packed)}, {name} {Shape.Of(view)}");
        }

        return memory.Vector(operation, name, view);
    }

    private static void RequireGates(SparsityPattern pattern, WeightUses uses, WeightUses recurrence, int gates)
    {
        if (uses.HasFlag(recurrence) && pattern.Rows != (long)gates * pattern.Columns)
        {
            throw new ArgumentException(
                $"Pack: W [{pattern.Rows}, {pattern.Columns}] does not fit W[{gates}H,H], which {recurrence} asks for.",
                nameof(pattern));
        }
    }
}
