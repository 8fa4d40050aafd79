using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Randomness;

namespace StRnn.Backends.Reference;

/// <summary>
/// The reference kernels for products with a dense weight, element-wise operations, dropout and reductions.
/// </summary>
internal sealed class ReferenceDenseKernels<T>(ReferenceMemory<T> memory) : IDenseKernels
    where T : unmanaged
{
    public void Gemm(MatrixView a, MatrixView b, MatrixView y, bool accumulate)
    {
        KernelShapes.CheckGemm(a, b, y);
        MatrixSpan<T> left = memory.Matrix(nameof(Gemm), "A", a);
        MatrixSpan<T> right = memory.Matrix(nameof(Gemm), "B", b);
        MatrixSpan<T> output = memory.Matrix(nameof(Gemm), "Y", y);
        Span<double> sums = ReferenceMemory<T>.Sums(output.Columns);
        for (int row = 0; row < output.Rows; row++)
        {
            ReadOnlySpan<T> factors = left[row];
            ReferenceNumber<T>.Begin(output[row], sums, accumulate);
            for (int k = 0; k < factors.Length; k++)
            {
                ReferenceNumber<T>.AddScaled(ReferenceNumber<T>.Widen(factors[k]), right[k], sums);
            }

            ReferenceNumber<T>.End(sums, output[row]);
        }
    }

    public void GemmTransposedA(MatrixView a, MatrixView b, MatrixView y, bool accumulate)
    {
        const string Operation = nameof(GemmTransposedA);
        KernelShapes.CheckGemmTransposedA(a, b, y);
        MatrixSpan<T> left = memory.Matrix(Operation, "A", a);
        MatrixSpan<T> right = memory.Matrix(Operation, "B", b);
        MatrixSpan<T> output = memory.Matrix(Operation, "Y", y);
        Span<double> sums = ReferenceMemory<T>.Sums(output.Columns);
        for (int row = 0; row < output.Rows; row++)
        {
            ReferenceNumber<T>.Begin(output[row], sums, accumulate);
            for (int k = 0; k < left.Rows; k++)
            {
                ReferenceNumber<T>.AddScaled(ReferenceNumber<T>.Widen(left[k][row]), right[k], sums);
            }

            ReferenceNumber<T>.End(sums, output[row]);
        }
    }

    public void GemmTransposedB(MatrixView a, MatrixView b, MatrixView y, bool accumulate)
    {
        const string Operation = nameof(GemmTransposedB);
        KernelShapes.CheckGemmTransposedB(a, b, y);
        MatrixSpan<T> left = memory.Matrix(Operation, "A", a);
        MatrixSpan<T> right = memory.Matrix(Operation, "B", b);
        MatrixSpan<T> output = memory.Matrix(Operation, "Y", y);
        for (int row = 0; row < output.Rows; row++)
        {
            Span<T> result = output[row];
            for (int column = 0; column < result.Length; column++)
            {
                double start = accumulate ? ReferenceNumber<T>.Widen(result[column]) : 0;
                result[column] = ReferenceNumber<T>.Narrow(ReferenceNumber<T>.Dot(start, left[row], right[column]));
            }
        }
    }

    public void GatherRows(MatrixView table, VectorView ids, MatrixView y)
    {
        KernelShapes.CheckGatherRows(table, ids, y);
        MatrixSpan<T> source = memory.Matrix(nameof(GatherRows), nameof(table), table);
        ReadOnlySpan<int> rows = memory.Ids(nameof(GatherRows), nameof(ids), ids, table.Rows);
        MatrixSpan<T> output = memory.Matrix(nameof(GatherRows), "Y", y);
        for (int j = 0; j < rows.Length; j++)
        {
            ReadOnlySpan<T> row = source[rows[j]];
            for (int feature = 0; feature < row.Length; feature++)
            {
                output[feature][j] = row[feature];
            }
        }
    }

    public void ScatterAddRows(VectorView ids, MatrixView g, MatrixView gradient)
    {
        const string Operation = nameof(ScatterAddRows);
        KernelShapes.CheckScatterAddRows(ids, g, gradient);
        ReadOnlySpan<long> keys = ReferenceMemory<T>.GroupById(memory.Ids(Operation, nameof(ids), ids, gradient.Rows));
        MatrixSpan<T> input = memory.Matrix(Operation, "G", g);
        MatrixSpan<T> output = memory.Matrix(Operation, nameof(gradient), gradient);
        for (int start = 0, end; start < keys.Length; start = end)
        {
            int row = (int)(keys[start] >> 32);
            for (end = start + 1; end < keys.Length && (int)(keys[end] >> 32) == row; end++)
            {
            }

            Span<T> result = output[row];
            for (int feature = 0; feature < result.Length; feature++)
            {
                ReadOnlySpan<T> source = input[feature];
                double sum = ReferenceNumber<T>.Widen(result[feature]);
                foreach (long key in keys[start..end])
                {
                    sum += ReferenceNumber<T>.Widen(source[(int)key]);
                }

                result[feature] = ReferenceNumber<T>.Narrow(sum);
            }
        }
    }

    public void GatherColumns(MatrixView x, VectorView index, VectorView? weights, MatrixView y, bool accumulate)
    {
        KernelShapes.CheckGatherColumns(x, index, weights, y);
        MatrixSpan<T> input = memory.Matrix(nameof(GatherColumns), "X", x);
        ReadOnlySpan<int> columns = memory.Ids(nameof(GatherColumns), nameof(index), index, x.Columns, first: -1);
        ReadOnlySpan<T> factors = weights is { } given
            ? memory.Vector(nameof(GatherColumns), nameof(weights), given)
            : [];
        MatrixSpan<T> output = memory.Matrix(nameof(GatherColumns), "Y", y);
        for (int row = 0; row < output.Rows; row++)
        {
            ReadOnlySpan<T> source = input[row];
            Span<T> result = output[row];
            for (int j = 0; j < result.Length; j++)
            {
                double value = columns[j] < 0 ? 0 : Weighted(source[columns[j]], factors, j);
                result[j] = ReferenceNumber<T>.Narrow(accumulate ? ReferenceNumber<T>.Widen(result[j]) + value : value);
            }
        }
    }

    public void ScatterAddColumns(MatrixView x, VectorView index, VectorView? weights, MatrixView y, bool accumulate)
    {
        KernelShapes.CheckScatterAddColumns(x, index, weights, y);
        MatrixSpan<T> input = memory.Matrix(nameof(ScatterAddColumns), "X", x);
        ReadOnlySpan<int> columns = memory.Ids(nameof(ScatterAddColumns), nameof(index), index, y.Columns, first: -1);
        ReadOnlySpan<T> factors = weights is { } given
            ? memory.Vector(nameof(ScatterAddColumns), nameof(weights), given)
            : [];
        MatrixSpan<T> output = memory.Matrix(nameof(ScatterAddColumns), "Y", y);
        Span<double> sums = ReferenceMemory<T>.Sums(output.Columns);
        for (int row = 0; row < output.Rows; row++)
        {
            ReadOnlySpan<T> source = input[row];
            ReferenceNumber<T>.Begin(output[row], sums, accumulate);
            for (int j = 0; j < source.Length; j++)
            {
                if (columns[j] >= 0)
                {
                    sums[columns[j]] += Weighted(source[j], factors, j);
                }
            }

            ReferenceNumber<T>.End(sums, output[row]);
        }
    }

    public void AddBias(VectorView bias, MatrixView y)
    {
        KernelShapes.CheckAddBias(bias, y);
        ReadOnlySpan<T> shifts = memory.Vector(nameof(AddBias), nameof(bias), bias);
        MatrixSpan<T> output = memory.Matrix(nameof(AddBias), "Y", y);
        for (int row = 0; row < output.Rows; row++)
        {
            double shift = ReferenceNumber<T>.Widen(shifts[row]);
            foreach (ref T element in output[row])
            {
                element = ReferenceNumber<T>.Narrow(ReferenceNumber<T>.Widen(element) + shift);
            }
        }
    }

    public void SumColumns(MatrixView g, VectorView sums, bool accumulate)
    {
        KernelShapes.CheckSumColumns(g, sums);
        MatrixSpan<T> input = memory.Matrix(nameof(SumColumns), "G", g);
        Span<T> result = memory.Vector(nameof(SumColumns), nameof(sums), sums);
        for (int row = 0; row < input.Rows; row++)
        {
            double start = accumulate ? ReferenceNumber<T>.Widen(result[row]) : 0;
            result[row] = ReferenceNumber<T>.Narrow(ReferenceNumber<T>.Sum(start, input[row]));
        }
    }

    public void Dropout(MatrixView x, MatrixView y, DropoutMask mask, bool accumulate)
    {
        KernelShapes.CheckDropout(x, y, mask);
        MatrixSpan<T> input = memory.Matrix(nameof(Dropout), "X", x);
        MatrixSpan<T> output = memory.Matrix(nameof(Dropout), "Y", y);
        int columns = mask.Columns == 0 ? x.Columns : mask.Columns;
        for (int row = 0; row < input.Rows; row++)
        {
            for (int j = 0; j < input.Columns; j++)
            {
                ulong index = ((ulong)row * (ulong)columns) + (ulong)(j % columns);
                Drop(mask, index, input[row][j], ref output[row][j], accumulate);
            }
        }
    }

    public void DropoutWords(MatrixView x, VectorView ids, MatrixView y, DropoutMask mask, bool accumulate)
    {
        KernelShapes.CheckDropoutWords(x, ids, y, mask);
        ReadOnlySpan<int> words = memory.Ids(nameof(DropoutWords), nameof(ids), ids, int.MaxValue);
        MatrixSpan<T> input = memory.Matrix(nameof(DropoutWords), "X", x);
        MatrixSpan<T> output = memory.Matrix(nameof(DropoutWords), "Y", y);
        for (int row = 0; row < input.Rows; row++)
        {
            for (int j = 0; j < input.Columns; j++)
            {
                Drop(mask, (ulong)words[j], input[row][j], ref output[row][j], accumulate);
            }
        }
    }

    public void Copy(MatrixView x, MatrixView y)
    {
        KernelShapes.CheckCopy(x, y);
        MatrixSpan<T> input = memory.Matrix(nameof(Copy), "X", x);
        MatrixSpan<T> output = memory.Matrix(nameof(Copy), "Y", y);
        for (int row = 0; row < input.Rows; row++)
        {
            input[row].CopyTo(output[row]);
        }
    }

    public void Add(MatrixView x, MatrixView y)
    {
        KernelShapes.CheckAdd(x, y);
        MatrixSpan<T> input = memory.Matrix(nameof(Add), "X", x);
        MatrixSpan<T> output = memory.Matrix(nameof(Add), "Y", y);
        for (int row = 0; row < input.Rows; row++)
        {
            ReadOnlySpan<T> source = input[row];
            Span<T> result = output[row];
            for (int j = 0; j < source.Length; j++)
            {
                result[j] = ReferenceNumber<T>.Narrow(
                    ReferenceNumber<T>.Widen(result[j]) + ReferenceNumber<T>.Widen(source[j]));
            }
        }
    }

    public void Fill(VectorView x, float value) =>
        memory.Vector(nameof(Fill), "x", x).Fill(ReferenceNumber<T>.Narrow(value));

    public void Sum(VectorView x, VectorView result, bool accumulate)
    {
        KernelShapes.CheckSum(result);
        ReadOnlySpan<T> elements = memory.Vector(nameof(Sum), "x", x);
        ref T total = ref memory.Scalar(nameof(Sum), nameof(result), result);
        double start = accumulate ? ReferenceNumber<T>.Widen(total) : 0;
        total = ReferenceNumber<T>.Narrow(ReferenceNumber<T>.Sum(start, elements));
    }

    private static void Drop(DropoutMask mask, ulong index, T x, ref T y, bool accumulate)
    {
        bool keep = Philox.Word(mask.Seed, mask.Stream, mask.Step, index) >= mask.Threshold;
        double value = ReferenceNumber<T>.Widen(x) * (keep ? (double)mask.Scale : 0);
        y = ReferenceNumber<T>.Narrow(accumulate ? ReferenceNumber<T>.Widen(y) + value : value);
    }

    private static double Weighted(T value, ReadOnlySpan<T> factors, int j)
        => ReferenceNumber<T>.Widen(value) * (factors.IsEmpty ? 1 : ReferenceNumber<T>.Widen(factors[j]));
}
