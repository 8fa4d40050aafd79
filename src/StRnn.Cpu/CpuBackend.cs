using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Cpu.Native;

namespace StRnn.Cpu;

/// <summary>
/// The CPU backend: hand-written kernels behind a C ABI, AVX-512, or AVX2 and FMA, where the processor and operating
/// system have them, else scalar code. Single precision. Commands are done when they return; an instance serves one
/// thread at a time, and <see cref="OpenSession"/> gives others to further threads.
/// </summary>
public sealed unsafe class CpuBackend : IBackend
{
    private readonly CpuContext _context;
    private readonly CpuContext _root;
    private readonly InstructionSet _instructionSet;
    private readonly CpuLstmSequenceKernels _lstmSequence;
    private readonly CpuRhnSequenceKernels _rhnSequence;
    private readonly CpuGruSequenceKernels _gruSequence;
    private readonly CpuMinGruSequenceKernels _minGruSequence;
    private readonly CpuWordGateKernels _wordGates;
    private readonly CpuGroupKernels _groups;
    private readonly CpuBFloat16Kernels _bfloat16;

    internal CpuBackend(int threads, InstructionSet instructionSet)
        : this(threads, instructionSet, null)
    {
    }

    private CpuBackend(int threads, InstructionSet instructionSet, CpuContext? root)
    {
        SessionRules.CheckThreads(threads);
        CpuContext.Check(NativeMethods.ContextCreate(threads, instructionSet, out var handle), "opening");
        var context = new CpuContext(handle, root);
        _context = context;
        _root = root ?? context;
        _instructionSet = NativeMethods.ContextInstructionSet(handle);
        Info = new BackendInfo(
            CpuBackendProvider.ProviderName,
            NativeLibraryLoader.ProcessorName,
            CpuBackendProvider.NameOf(_instructionSet),
            NativeMethods.ContextThreads(handle),
            ElementType.Float32);
        Sparse = new CpuSparseKernels(context);
        Dense = new CpuDenseKernels(context);
        Recurrent = new CpuRecurrentKernels(context);
        Loss = new CpuLossKernels(context);
        Optimizer = new CpuOptimizerKernels(context);
        _lstmSequence = new CpuLstmSequenceKernels(context);
        _rhnSequence = new CpuRhnSequenceKernels(context);
        _gruSequence = new CpuGruSequenceKernels(context);
        _minGruSequence = new CpuMinGruSequenceKernels(context);
        _wordGates = new CpuWordGateKernels(context);
        _groups = new CpuGroupKernels(context);
        _bfloat16 = new CpuBFloat16Kernels(context);
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

    /// <inheritdoc/>
    public DeviceBuffer Allocate(ElementType elementType, long length)
    {
        _context.ThrowIfClosed();
        BufferRules.CheckAllocation(CpuBackendProvider.ProviderName, elementType, hasBFloat16: true);
        return new CpuBuffer(elementType, length);
    }

    /// <inheritdoc/>
    public void Write<T>(ReadOnlySpan<T> source, VectorView destination)
        where T : unmanaged
    {
        using var call = _context.Begin();
        source.CopyTo(Elements<T>(destination, source.Length, nameof(Write)));
    }

    /// <inheritdoc/>
    public void Read<T>(VectorView source, Span<T> destination)
        where T : unmanaged
    {
        using var call = _context.Begin();
        Elements<T>(source, destination.Length, nameof(Read)).CopyTo(destination);
    }

    /// <inheritdoc/>
    public void Synchronize()
    {
        // Every command is done when it returns.
    }

    /// <inheritdoc/>
    public bool TryGetOptional<TKernels>([NotNullWhen(true)] out TKernels? kernels)
        where TKernels : class
    {
        kernels = _lstmSequence as TKernels ?? _rhnSequence as TKernels ?? _gruSequence as TKernels
            ?? _minGruSequence as TKernels ?? _wordGates as TKernels ?? _groups as TKernels
            ?? _bfloat16 as TKernels;
        return kernels is not null;
    }

    /// <inheritdoc/>
    public IBackend OpenSession(int threads = 1)
    {
        _root.ThrowIfClosed();
        _context.ThrowIfClosed();
        return new CpuBackend(threads, _instructionSet, _root);
    }

    /// <inheritdoc/>
    public void Dispose() => _context.Close();

    private Span<T> Elements<T>(VectorView view, int length, string operation)
        where T : unmanaged
    {
        var elementType = BufferRules.CheckTransfer<T>(operation, CpuBackendProvider.ProviderName, view, length);
        return MemoryMarshal.CreateSpan(
            ref *(T*)_context.Pointer(view.Buffer, elementType, view.Offset, view.Length), length);
    }
}
