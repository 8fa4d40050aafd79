using System.Diagnostics.CodeAnalysis;
using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Tests;

/// <summary>Passes everything on, and remembers what was allocated and how often the host read.</summary>
internal sealed class RecordingBackend(IBackend inner) : IBackend
{
    public BackendInfo Info => inner.Info;

    public ISparseKernels Sparse => inner.Sparse;

    public IDenseKernels Dense => inner.Dense;

    public IRecurrentKernels Recurrent => inner.Recurrent;

    public ILossKernels Loss => inner.Loss;

    public IOptimizerKernels Optimizer => inner.Optimizer;

    /// <summary>The length of every allocation so far, in elements.</summary>
    public List<long> Allocations { get; } = [];

    /// <summary>How often the host read from the device.</summary>
    public int Reads { get; private set; }

    public DeviceBuffer Allocate(ElementType elementType, long length)
    {
        Allocations.Add(length);
        return inner.Allocate(elementType, length);
    }

    public void Write<T>(ReadOnlySpan<T> source, VectorView destination)
        where T : unmanaged
        => inner.Write(source, destination);

    public void Read<T>(VectorView source, Span<T> destination)
        where T : unmanaged
    {
        Reads++;
        inner.Read(source, destination);
    }

    public void Synchronize() => inner.Synchronize();

    public bool TryGetOptional<TKernels>([NotNullWhen(true)] out TKernels? kernels)
        where TKernels : class
        => inner.TryGetOptional(out kernels);

    public void Dispose() => inner.Dispose();
}
