using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Tests.Support;

/// <summary>
/// A backend that is out of memory once, at an allocation that a test chooses: as a device that others use at the same
/// time, or one that is full until something is freed.
/// </summary>
internal sealed class FaultyBackend(IBackend inner) : DelegatingBackend(inner), ISparseKernels
{
    private int _left = -1;

    public override ISparseKernels Sparse => this;

    /// <summary>Gets a value indicating whether the fault is still to come.</summary>
    public bool IsArmed => _left >= 0;

    /// <summary>The most elements of one buffer, as GPUs have a limit.</summary>
    public long MostElements { get; init; } = long.MaxValue;

    /// <summary>Gets the number of allocated buffers.</summary>
    public int Allocations { get; private set; }

    /// <summary>Lets so many allocations pass, and the next one fail.</summary>
    public void FailAfter(int allocations) => _left = allocations;

    public void Disarm() => _left = -1;

    public override DeviceBuffer Allocate(ElementType elementType, long length)
    {
        Count($"{length} elements");
        if (length > MostElements)
        {
            throw new BackendOutOfMemoryException($"The test's device cannot give {length} elements at once.");
        }

        Allocations++;
        return Inner.Allocate(elementType, length);
    }

    public PackedMatrix Pack(SparsityPattern pattern, WeightUses uses)
    {
        Count($"a pattern of {pattern.Nnz} connections");
        return Inner.Sparse.Pack(pattern, uses);
    }

    public void Refresh(PackedMatrix packed, VectorView values) => Inner.Sparse.Refresh(packed, values);

    public void SpMM(PackedMatrix packed, VectorView values, MatrixView x, MatrixView y, bool accumulate)
        => Inner.Sparse.SpMM(packed, values, x, y, accumulate);

    public void SpMMTransposed(PackedMatrix packed, MatrixView g, MatrixView d, bool accumulate)
        => Inner.Sparse.SpMMTransposed(packed, g, d, accumulate);

    public void Sddmm(PackedMatrix packed, MatrixView g, MatrixView x, VectorView gradient, bool accumulate)
        => Inner.Sparse.Sddmm(packed, g, x, gradient, accumulate);

    public void GatherRows(PackedMatrix packed, VectorView values, VectorView ids, MatrixView y)
        => Inner.Sparse.GatherRows(packed, values, ids, y);

    public void ScatterAddRows(PackedMatrix packed, VectorView ids, MatrixView g, VectorView gradient, bool accumulate)
        => Inner.Sparse.ScatterAddRows(packed, ids, g, gradient, accumulate);

    private void Count(string what)
    {
        if (_left-- == 0)
        {
            throw new BackendOutOfMemoryException($"The test's device cannot give {what}.");
        }

        _left = Math.Max(-1, _left);
    }
}
