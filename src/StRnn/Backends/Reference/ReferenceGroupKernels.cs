using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Backends.Reference;

/// <summary>The reference kernels for norms of rows and columns and penalties by them, in double.</summary>
internal sealed class ReferenceGroupKernels<T>(ReferenceMemory<T> memory) : IGroupKernels
    where T : unmanaged
{
    public void AddSquaredNorms(MatrixView x, VectorView? rows, VectorView? columns)
    {
        KernelShapes.CheckAddSquaredNorms(x, rows, columns);
        MatrixSpan<T> input = memory.Matrix(nameof(AddSquaredNorms), "X", x);
        var ofRows = rows is { } r ? memory.Vector(nameof(AddSquaredNorms), nameof(rows), r) : default;
        var ofColumns = columns is { } c ? memory.Vector(nameof(AddSquaredNorms), nameof(columns), c) : default;
        for (int i = 0; i < ofRows.Length; i++)
        {
            ofRows[i] = ReferenceNumber<T>.Narrow(
                ReferenceNumber<T>.Dot(ReferenceNumber<T>.Widen(ofRows[i]), input[i], input[i]));
        }

        for (int j = 0; j < ofColumns.Length; j++)
        {
            double sum = ReferenceNumber<T>.Widen(ofColumns[j]);
            for (int i = 0; i < input.Rows; i++)
            {
                double value = ReferenceNumber<T>.Widen(input[i][j]);
                sum += value * value;
            }

            ofColumns[j] = ReferenceNumber<T>.Narrow(sum);
        }
    }

    public void InverseRoots(VectorView squares, float epsilon, float scale, VectorView factors)
    {
        KernelShapes.CheckInverseRoots(squares, factors);
        ReadOnlySpan<T> input = memory.Vector(nameof(InverseRoots), nameof(squares), squares);
        Span<T> output = memory.Vector(nameof(InverseRoots), nameof(factors), factors);
        for (int k = 0; k < output.Length; k++)
        {
            output[k] = ReferenceNumber<T>.Narrow(scale / Math.Sqrt(epsilon + ReferenceNumber<T>.Widen(input[k])));
        }
    }

    public void AddScaled(MatrixView x, VectorView? rows, VectorView? columns, MatrixView g)
    {
        KernelShapes.CheckAddScaled(x, rows, columns, g);
        MatrixSpan<T> input = memory.Matrix(nameof(AddScaled), "X", x);
        MatrixSpan<T> output = memory.Matrix(nameof(AddScaled), "G", g);
        ReadOnlySpan<T> ofRows = rows is { } r ? memory.Vector(nameof(AddScaled), nameof(rows), r) : default;
        ReadOnlySpan<T> ofColumns = columns is { } c ? memory.Vector(nameof(AddScaled), nameof(columns), c) : default;
        for (int i = 0; i < input.Rows; i++)
        {
            double ofRow = ofRows.IsEmpty ? 0 : ReferenceNumber<T>.Widen(ofRows[i]);
            for (int j = 0; j < input.Columns; j++)
            {
                double factor = ofRow + (ofColumns.IsEmpty ? 0 : ReferenceNumber<T>.Widen(ofColumns[j]));
                output[i][j] = ReferenceNumber<T>.Narrow(
                    ReferenceNumber<T>.Widen(output[i][j]) + (factor * ReferenceNumber<T>.Widen(input[i][j])));
            }
        }
    }

    public void Threshold(VectorView x, float threshold)
    {
        foreach (ref T element in memory.Vector(nameof(Threshold), nameof(x), x))
        {
            if (Math.Abs(ReferenceNumber<T>.Widen(element)) < threshold)
            {
                element = default;
            }
        }
    }
}
