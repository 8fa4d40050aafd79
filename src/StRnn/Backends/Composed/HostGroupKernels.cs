using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Backends.Composed;

/// <summary>
/// Norms of rows and columns computed on the host, for backends without <see cref="IGroupKernels"/>. Each call copies
/// its operands to the host and back. Matrices must be contiguous.
/// </summary>
/// <param name="backend">The backend that holds the operands.</param>
internal sealed class HostGroupKernels(IBackend backend) : IGroupKernels
{
    /// <summary>Returns the backend's own kernels, or else the host's.</summary>
    /// <param name="backend">The backend.</param>
    public static IGroupKernels Of(IBackend backend)
    {
        ArgumentNullException.ThrowIfNull(backend);
        return backend.TryGetOptional(out IGroupKernels? own) ? own : new HostGroupKernels(backend);
    }

    /// <inheritdoc/>
    public void AddSquaredNorms(MatrixView x, VectorView? rows, VectorView? columns)
    {
        float[] values = Read(x.AsVector());
        float[] ofRows = Read(rows);
        float[] ofColumns = Read(columns);
        double[] rowSums = [.. ofRows.Select(value => (double)value)];
        double[] columnSums = [.. ofColumns.Select(value => (double)value)];
        for (int k = 0; k < values.Length; k++)
        {
            double square = (double)values[k] * values[k];
            Add(rowSums, k / x.Columns, square);
            Add(columnSums, k % x.Columns, square);
        }

        Write(rows, [.. rowSums.Select(value => (float)value)]);
        Write(columns, [.. columnSums.Select(value => (float)value)]);
    }

    /// <inheritdoc/>
    public void InverseRoots(VectorView squares, float epsilon, float scale, VectorView factors)
        => Write(factors, [.. Read(squares).Select(square => (float)(scale / Math.Sqrt((double)epsilon + square)))]);

    /// <inheritdoc/>
    public void AddScaled(MatrixView x, VectorView? rows, VectorView? columns, MatrixView g)
    {
        float[] values = Read(x.AsVector());
        float[] gradient = Read(g.AsVector());
        float[] ofRows = Read(rows);
        float[] ofColumns = Read(columns);
        for (int k = 0; k < values.Length; k++)
        {
            float factor = (ofRows.Length > 0 ? ofRows[k / x.Columns] : 0)
                + (ofColumns.Length > 0 ? ofColumns[k % x.Columns] : 0);
            gradient[k] += factor * values[k];
        }

        Write(g.AsVector(), gradient);
    }

    /// <inheritdoc/>
    public void Threshold(VectorView x, float threshold)
        => Write(x, [.. Read(x).Select(value => Math.Abs(value) < threshold ? 0 : value)]);

    private static void Add(double[] sums, int at, double square)
    {
        if (sums.Length > 0)
        {
            sums[at] += square;
        }
    }

    private float[] Read(VectorView? view)
    {
        if (view is not { } given)
        {
            return [];
        }

        var values = new float[given.Length];
        HostTransfer.Read(backend, given, values);
        return values;
    }

    private void Write(VectorView? view, float[] values)
    {
        if (view is { } given)
        {
            HostTransfer.Write(backend, values, given);
        }
    }
}
