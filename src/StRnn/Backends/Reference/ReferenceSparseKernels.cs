using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Backends.Reference;

/// <summary>The reference kernels for products with a sparse weight, directly from its rows and columns.</summary>
internal sealed class ReferenceSparseKernels<T>(ReferenceMemory<T> memory) : ISparseKernels
    where T : unmanaged
{
    public PackedMatrix Pack(SparsityPattern pattern, WeightUses uses)
    {
        KernelShapes.CheckPack(pattern, uses);
        return new ReferencePackedMatrix<T>(memory.Ledger, pattern, uses);
    }

    public void Refresh(PackedMatrix packed, VectorView values)
    {
        ReferencePackedMatrix<T> own = Packed(nameof(Refresh), packed);
        KernelShapes.CheckRefresh(packed, values);
        own.Refresh(memory.Vector(nameof(Refresh), nameof(values), values));
    }

    public void SpMM(PackedMatrix packed, VectorView values, MatrixView x, MatrixView y, bool accumulate)
    {
        const string Operation = nameof(SpMM);
        ReferencePackedMatrix<T> w = Packed(Operation, packed);
        KernelShapes.CheckSpMM(packed, values, x, y);
        ReadOnlySpan<T> weights = memory.Values(Operation, nameof(values), values);
        MatrixSpan<T> input = memory.Matrix(Operation, "X", x);
        MatrixSpan<T> output = memory.Matrix(Operation, "Y", y);
        ReadOnlySpan<int> offsets = w.RowOffsets;
        ReadOnlySpan<int> columns = w.ColumnIndices;
        Span<double> sums = ReferenceMemory<T>.Sums(output.Columns);
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
        ReferencePackedMatrix<T> w = Packed(Operation, packed);
        KernelShapes.CheckSpMMTransposed(packed, g, d);
        ReadOnlySpan<T> weights = w.Refreshed;
        MatrixSpan<T> input = memory.Matrix(Operation, "G", g);
        MatrixSpan<T> output = memory.Matrix(Operation, "D", d);
        ReadOnlySpan<int> offsets = w.ColumnOffsets;
        ReadOnlySpan<int> rows = w.RowIndices;
        ReadOnlySpan<int> positions = w.Positions;
        Span<double> sums = ReferenceMemory<T>.Sums(output.Columns);
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
        ReferencePackedMatrix<T> w = Packed(Operation, packed);
        KernelShapes.CheckSddmm(packed, g, x, gradient);
        Span<T> result = memory.Vector(Operation, nameof(gradient), gradient);
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
        ReferencePackedMatrix<T> w = Packed(Operation, packed);
        KernelShapes.CheckGatherRows(packed, values, ids, y);
        ReadOnlySpan<T> weights = memory.Values(Operation, nameof(values), values);
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
        ReferencePackedMatrix<T> w = Packed(Operation, packed);
        KernelShapes.CheckScatterAddRows(packed, ids, g, gradient);
        Span<T> result = memory.Vector(Operation, nameof(gradient), gradient);
        ReadOnlySpan<long> keys = ReferenceMemory<T>.GroupById(memory.Ids(Operation, nameof(ids), ids, w.Rows));
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

    private ReferencePackedMatrix<T> Packed(string operation, PackedMatrix packed)
    {
        ArgumentNullException.ThrowIfNull(packed);
        return packed is ReferencePackedMatrix<T> own && ReferenceEquals(own.Owner, memory.Ledger)
            ? own
            : throw new ArgumentException($"{operation}: the matrix was packed by another backend.");
    }
}
