using System.Diagnostics.CodeAnalysis;
using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Tests;

/// <summary>
/// Passes everything on, and is out of memory once, at an allocation that a test chooses: as a device that others use at the same time, or
/// one that is full until something is freed.
/// </summary>
internal sealed class FaultyBackend(IBackend inner) : IBackend, ISparseKernels
{
    private int _left = -1;

    public BackendInfo Info => inner.Info;

    public ISparseKernels Sparse => this;

    public IDenseKernels Dense => inner.Dense;

    public IRecurrentKernels Recurrent => inner.Recurrent;

    public ILossKernels Loss => inner.Loss;

    public IOptimizerKernels Optimizer => inner.Optimizer;

    /// <summary>Whether the fault is still to come.</summary>
    public bool IsArmed => _left >= 0;

    /// <summary>The most elements of one buffer, as GPUs have a limit.</summary>
    public long MostElements { get; init; } = long.MaxValue;

    /// <summary>How many buffers were allocated.</summary>
    public int Allocations { get; private set; }

    /// <summary>Lets so many allocations pass, and the next one fail.</summary>
    public void FailAfter(int allocations) => _left = allocations;

    public void Disarm() => _left = -1;

    public DeviceBuffer Allocate(ElementType elementType, long length)
    {
        Count($"{length} elements");
        if (length > MostElements)
        {
            throw new BackendOutOfMemoryException($"The test's device cannot give {length} elements at once.");
        }

        Allocations++;
        return inner.Allocate(elementType, length);
    }

    public PackedMatrix Pack(SparsityPattern pattern, WeightUses uses)
    {
        Count($"a pattern of {pattern.Nnz} connections");
        return inner.Sparse.Pack(pattern, uses);
    }

    public void Write<T>(ReadOnlySpan<T> source, VectorView destination)
        where T : unmanaged
        => inner.Write(source, destination);

    public void Read<T>(VectorView source, Span<T> destination)
        where T : unmanaged
        => inner.Read(source, destination);

    public void Synchronize() => inner.Synchronize();

    public bool TryGetOptional<TKernels>([NotNullWhen(true)] out TKernels? kernels)
        where TKernels : class
        => inner.TryGetOptional(out kernels);

    public void Refresh(PackedMatrix packed, VectorView values) => inner.Sparse.Refresh(packed, values);

    public void SpMM(PackedMatrix packed, VectorView values, MatrixView x, MatrixView y, bool accumulate)
        => inner.Sparse.SpMM(packed, values, x, y, accumulate);

    public void SpMMTransposed(PackedMatrix packed, MatrixView g, MatrixView d, bool accumulate)
        => inner.Sparse.SpMMTransposed(packed, g, d, accumulate);

    public void Sddmm(PackedMatrix packed, MatrixView g, MatrixView x, VectorView gradient, bool accumulate)
        => inner.Sparse.Sddmm(packed, g, x, gradient, accumulate);

    public void GatherRows(PackedMatrix packed, VectorView values, VectorView ids, MatrixView y)
        => inner.Sparse.GatherRows(packed, values, ids, y);

    public void ScatterAddRows(PackedMatrix packed, VectorView ids, MatrixView g, VectorView gradient, bool accumulate)
        => inner.Sparse.ScatterAddRows(packed, ids, g, gradient, accumulate);

    public void Dispose() => inner.Dispose();

    private void Count(string what)
    {
        if (_left-- == 0)
        {
            throw new BackendOutOfMemoryException($"The test's device cannot give {what}.");
        }

        _left = Math.Max(-1, _left);
    }
}
