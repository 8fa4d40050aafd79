using System.Diagnostics.CodeAnalysis;
using StRnn.Backends;
using StRnn.Tensors;

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

    public SparseForm Prepare(SparsityPattern pattern, PatternUses uses)
    {
        Count($"a pattern of {pattern.Nnz} connections");
        return inner.Sparse.Prepare(pattern, uses);
    }

    public void Write<T>(ReadOnlySpan<T> source, VectorView destination)
        where T : unmanaged
        => inner.Write(source, destination);

    public void Read<T>(VectorView source, Span<T> destination)
        where T : unmanaged
        => inner.Read(source, destination);

    public void Synchronize() => inner.Synchronize();

    public bool TryGetFused<TKernels>([NotNullWhen(true)] out TKernels? kernels)
        where TKernels : class
        => inner.TryGetFused(out kernels);

    public void Refresh(SparseForm form, VectorView values) => inner.Sparse.Refresh(form, values);

    public void SpMM(SparseForm form, VectorView values, MatrixView x, MatrixView y, bool accumulate)
        => inner.Sparse.SpMM(form, values, x, y, accumulate);

    public void SpMMTransposed(SparseForm form, VectorView values, MatrixView g, MatrixView d, bool accumulate)
        => inner.Sparse.SpMMTransposed(form, values, g, d, accumulate);

    public void Sddmm(SparseForm form, MatrixView g, MatrixView x, VectorView gradient, bool accumulate)
        => inner.Sparse.Sddmm(form, g, x, gradient, accumulate);

    public void GatherRows(SparseForm form, VectorView values, VectorView ids, MatrixView y)
        => inner.Sparse.GatherRows(form, values, ids, y);

    public void ScatterAddRows(SparseForm form, VectorView ids, MatrixView g, VectorView gradient, bool accumulate)
        => inner.Sparse.ScatterAddRows(form, ids, g, gradient, accumulate);

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
