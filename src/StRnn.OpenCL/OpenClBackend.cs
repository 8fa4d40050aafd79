using System.Diagnostics.CodeAnalysis;
using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Families;

namespace StRnn.OpenCL;

/// <summary>
/// The OpenCL backend: kernels in OpenCL C 1.2 for any GPU, and for CPUs. Single precision. Commands run in order and
/// asynchronously; weights, patterns, optimiser state and activations stay on the device. An instance serves one thread
/// at a time, and <see cref="OpenSession"/> gives others to further threads; several may live in one process.
/// </summary>
public sealed class OpenClBackend : IBackend
{
    /// <summary>The language of the kernels, as <see cref="BackendInfo.InstructionSet"/> names it.</summary>
    public const string Language = "opencl-c-1.2";

    private readonly OpenClContext _context;
    private readonly OpenClLstmSequenceKernels _lstmSequence;
    private readonly OpenClRhnSequenceKernels _rhnSequence;
    private readonly OpenClGruSequenceKernels _gruSequence;
    private readonly OpenClMinGruSequenceKernels _minGruSequence;
    private readonly OpenClGroupKernels _groups;

    internal OpenClBackend(OpenClContext context)
    {
        _context = context;

        // A device's threads are its own; results do not depend on them.
        Info = new BackendInfo(
            OpenClBackendProvider.ProviderName, context.Device.Name, Language, Threads: 1, ElementType.Float32);
        Sparse = new OpenClSparseKernels(context);
        Dense = new OpenClDenseKernels(context);
        Recurrent = new OpenClRecurrentKernels(context);
        Loss = new OpenClLossKernels(context);
        Optimizer = new OpenClOptimizerKernels(context);
        _lstmSequence = new OpenClLstmSequenceKernels(context);
        _rhnSequence = new OpenClRhnSequenceKernels(context);
        _gruSequence = new OpenClGruSequenceKernels(context, this);
        _minGruSequence = new OpenClMinGruSequenceKernels(context);
        _groups = new OpenClGroupKernels(context);
    }

    /// <inheritdoc/>
    public BackendInfo Info { get; }

    /// <summary>Gets the device.</summary>
    public OpenClDevice Device => _context.Device;

    /// <summary>Gets the parameters of its kernels.</summary>
    public DeviceTuning Tuning => _context.Tuning;

    /// <summary>Gets the counts of its commands since it was opened.</summary>
    public OpenClCounts Counts => _context.Counts;

    /// <summary>Gets the bytes of device memory in use: buffers, packed matrices, scratch.</summary>
    public long LiveBytes => _context.Ledger.LiveBytes;

    /// <summary>Gets the number of device allocations so far, scratch included.</summary>
    public long AllocationCount => _context.Ledger.Allocations;

    /// <summary>Gets the kernels of its program that were never launched.</summary>
    internal IEnumerable<string> IdleKernels => _context.IdleKernels;

    /// <summary>Gets the times the host waited because it was far ahead of the device.</summary>
    internal int Waits => _context.Waits;

    /// <summary>Gets the bytes of the host's writes that it still keeps for the device.</summary>
    internal long StagedBytes => _context.StagedBytes;

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

    /// <inheritdoc/>
    public DeviceBuffer Allocate(ElementType elementType, long length)
    {
        // A use like any other: the context must not be freed meanwhile.
        using var call = _context.Begin();
        BufferRules.CheckAllocation(OpenClBackendProvider.ProviderName, elementType);
        return new OpenClBuffer(_context, elementType, length);
    }

    /// <inheritdoc/>
    public void Write<T>(ReadOnlySpan<T> source, VectorView destination)
        where T : unmanaged
    {
        using var call = _context.Begin();
        var buffer = Open<T>(destination, source.Length, nameof(Write));
        if (!source.IsEmpty)
        {
            _context.Write(buffer.Memory, destination.Offset, source);
        }

        if (buffer.ElementType == ElementType.Int32)
        {
            System.Runtime.InteropServices.MemoryMarshal.Cast<T, int>(source)
                .CopyTo(buffer.Written.AsSpan((int)destination.Offset, source.Length));
        }
    }

    /// <inheritdoc/>
    public void Read<T>(VectorView source, Span<T> destination)
        where T : unmanaged
    {
        using var call = _context.Begin();
        var buffer = Open<T>(source, destination.Length, nameof(Read));
        if (!destination.IsEmpty)
        {
            _context.Read(buffer.Memory, source.Offset, destination);
        }
    }

    /// <inheritdoc/>
    public void Synchronize() => _context.Synchronize();

    /// <inheritdoc/>
    public bool TryGetOptional<TKernels>([NotNullWhen(true)] out TKernels? kernels)
        where TKernels : class
    {
        kernels = _lstmSequence as TKernels ?? _rhnSequence as TKernels ?? _gruSequence as TKernels
            ?? _minGruSequence as TKernels ?? _groups as TKernels;
        return kernels is not null;
    }

    /// <inheritdoc/>
    public IBackend OpenSession(int threads = 1)
    {
        SessionRules.CheckThreads(threads);
        return new OpenClBackend(_context.OpenSession());
    }

    /// <inheritdoc/>
    public void Dispose() => _context.Dispose();

    private OpenClBuffer Open<T>(VectorView view, int length, string operation)
        where T : unmanaged
    {
        var elementType = BufferRules.CheckTransfer<T>(operation, OpenClBackendProvider.ProviderName, view, length);
        return _context.Open(view.Buffer, elementType, view.Offset, view.Length);
    }
}
