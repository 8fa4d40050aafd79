using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Backends.Reference;

/// <summary>
/// The reference that every other backend is compared with, and the last fallback: plain loops in managed code. Every
/// sum runs in double, in ascending index order, and is rounded once; with <c>double</c> elements it verifies gradients
/// by finite differences.
/// </summary>
/// <remarks>
/// A shape that does not fit, an id out of range, or a buffer of another backend is an <see cref="ArgumentException"/>
/// that names the operation and the operand. Commands run at once, on the calling thread, and their scratch memory is
/// that thread's.
/// </remarks>
/// <typeparam name="T">float or double: the type of weights and activations.</typeparam>
public sealed class ReferenceBackend<T> : IBackend
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ReferenceMemory<T> _memory;
    private readonly ReferenceBackend<T>? _parent;
    private readonly ReferenceGroupKernels<T> _groups;
    private readonly ReferenceBFloat16Kernels<T> _bfloat16;

    /// <summary>Opens the backend.</summary>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public ReferenceBackend()
        : this(null)
    {
    }

    private ReferenceBackend(ReferenceBackend<T>? parent)
    {
        _parent = parent;
        _memory = new ReferenceMemory<T>(parent?._memory);
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
        {
            throw new NotSupportedException(
                $"The reference backend computes in float or double, not in {typeof(T).Name}.");
        }

        Info = new BackendInfo(
            ReferenceBackendProvider.ProviderName, "managed code", "none", Threads: 1, ReferenceNumber<T>.ElementType);
        Sparse = new ReferenceSparseKernels<T>(_memory);
        Dense = new ReferenceDenseKernels<T>(_memory);
        Recurrent = new ReferenceRecurrentKernels<T>(_memory);
        Loss = new ReferenceLossKernels<T>(_memory);
        Optimizer = new ReferenceOptimizerKernels<T>(_memory);
        _groups = new ReferenceGroupKernels<T>(_memory);
        _bfloat16 = new ReferenceBFloat16Kernels<T>(_memory);
    }

    /// <inheritdoc/>
    public BackendInfo Info { get; }

    /// <inheritdoc/>
    public ISparseKernels Sparse { get; }

    /// <inheritdoc/>
    public IDenseKernels Dense { get; }

    /// <inheritdoc/>
    public IRecurrentKernels Recurrent { get; }

    /// <inheritdoc/>
    public ILossKernels Loss { get; }

    /// <inheritdoc/>
    public IOptimizerKernels Optimizer { get; }

    /// <summary>Gets the number of buffers allocated and not yet disposed.</summary>
    public int LiveBufferCount => _memory.Ledger.Count;

    /// <summary>Gets the bytes of the buffers counted by <see cref="LiveBufferCount"/>.</summary>
    public long LiveBufferBytes => _memory.Ledger.Bytes;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// The element type is a floating-point type other than the backend's.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The backend has been disposed.</exception>
    public DeviceBuffer Allocate(ElementType elementType, long length)
    {
        _memory.ThrowIfClosed();
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (elementType == ElementType.Int32)
        {
            return new ReferenceBuffer<int>(_memory.Ledger, elementType, length);
        }

        if (elementType == ElementType.BFloat16)
        {
            return new ReferenceBuffer<ushort>(_memory.Ledger, elementType, length);
        }

        if (elementType == Info.ElementType)
        {
            return new ReferenceBuffer<T>(_memory.Ledger, elementType, length);
        }

        throw new ArgumentException(
            $"Allocate: this reference backend computes in {Info.ElementType}; it has no {elementType} buffers.",
            nameof(elementType));
    }

    /// <inheritdoc/>
    public void Write<TElement>(ReadOnlySpan<TElement> source, VectorView destination)
        where TElement : unmanaged
    {
        Span<TElement> elements = _memory.Elements<TElement>(nameof(Write), nameof(destination), destination);
        RequireEqualLengths(nameof(Write), source.Length, elements.Length);
        source.CopyTo(elements);
    }

    /// <inheritdoc/>
    public void Read<TElement>(VectorView source, Span<TElement> destination)
        where TElement : unmanaged
    {
        ReadOnlySpan<TElement> elements = _memory.Elements<TElement>(nameof(Read), nameof(source), source);
        RequireEqualLengths(nameof(Read), elements.Length, destination.Length);
        elements.CopyTo(destination);
    }

    /// <inheritdoc/>
    public void Synchronize()
    {
        // Every command has completed when its call returns.
    }

    /// <inheritdoc/>
    public bool TryGetOptional<TKernels>([NotNullWhen(true)] out TKernels? kernels)
        where TKernels : class
    {
        // Only norms of groups, and values in 16 bits. The engine composes sequences and word gates, and tests prove
        // that composition on this backend.
        kernels = _groups as TKernels ?? _bfloat16 as TKernels;
        return kernels is not null;
    }

    /// <inheritdoc/>
    public IBackend OpenSession(int threads = 1)
    {
        SessionRules.CheckThreads(threads);
        _memory.ThrowIfClosed();
        return new ReferenceBackend<T>(_parent ?? this);
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Close();

    private static void RequireEqualLengths(string operation, int source, int destination)
    {
        if (source != destination)
        {
            throw new ArgumentException(
                $"{operation}: {source} elements into {destination}; the lengths must be equal.");
        }
    }
}
