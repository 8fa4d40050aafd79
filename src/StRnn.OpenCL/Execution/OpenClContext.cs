using System.Runtime.InteropServices;
using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Handles;

namespace StRnn.OpenCL.Execution;

/// <summary>
/// What the kernel families share: device, queue, kernels, memory, scratch and counts; views become memory, checked.
/// </summary>
internal sealed unsafe class OpenClContext : IDisposable
{
    /// <summary>The name by which the backend is chosen.</summary>
    public const string BackendName = "opencl";

    private readonly ClContext _context;
    private readonly ClQueue _queue;
    private readonly ClProgram _program;
    private readonly Dictionary<string, KernelCall> _kernels = new(StringComparer.Ordinal);
    private readonly HashSet<string> _launched = new(StringComparer.Ordinal);
    private bool _disposed;

    public OpenClContext(Silk.NET.OpenCL.CL api, OpenClDevice device, DeviceTuning tuning, string? cacheDirectory)
    {
        Device = device;
        Tuning = tuning;
        _context = new ClContext(api, device);
        try
        {
            Ledger = new MemoryLedger(_context);
            _queue = new ClQueue(_context, Ledger);
            _program = new ProgramCache(cacheDirectory)
                .Build(_context, KernelSource.Of(tuning), KernelSource.Options(device, tuning));
            Scratch = new ScratchPool(Ledger);
            RequireWorkGroups();
        }
        catch
        {
            foreach (var kernel in _kernels.Values)
            {
                kernel.Dispose();
            }

            _program?.Dispose();
            _queue?.Dispose();
            _context.Dispose();
            throw;
        }
    }

    public OpenClDevice Device { get; }

    public DeviceTuning Tuning { get; }

    public MemoryLedger Ledger { get; }

    public ScratchPool Scratch { get; }

    /// <summary>Gets the floats that an element-wise work-item handles.</summary>
    public int Lanes => Tuning.VectorWidth;

    /// <summary>Gets the counts of launches and of the host's reads and writes.</summary>
    public OpenClCounts Counts { get; private set; }

    /// <summary>Returns a kernel, ready for its first argument.</summary>
    public KernelCall Kernel(string name)
    {
        CheckOpen();
        if (!_kernels.TryGetValue(name, out var call))
        {
            call = new KernelCall(this, new ClKernel(_context, _program, name));
            _kernels.Add(name, call);
        }

        return call.Begin();
    }

    /// <summary>Returns the vecs in a row of so many columns, for the launch of an element-wise kernel.</summary>
    public int Vectors(int columns) => (columns + Lanes - 1) / Lanes;

    /// <summary>Returns a work-group of element-wise kernels, no wider than the row.</summary>
    public int ElementGroup(int items)
        => Math.Min(
            Tuning.ElementGroup, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, items)));

    /// <summary>Gets the program's kernels that were never launched.</summary>
    public IEnumerable<string> IdleKernels => _program.KernelNames().Where(name => !_launched.Contains(name));

    /// <summary>Gets the times the host waited because it was far ahead of the device.</summary>
    public int Waits => _queue.Waits;

    /// <summary>Gets the bytes of the host's writes that it still keeps for the device.</summary>
    public long StagedBytes => _queue.StagedBytes;

    public void Launch(ClKernel kernel, int dimensions, nuint* offset, nuint* global, nuint* local)
    {
        _queue.Launch(kernel, dimensions, offset, global, local);
        _launched.Add(kernel.Name);
        Counts = Counts with { Launches = Counts.Launches + 1 };
    }

    /// <summary>Creates memory with the elements given.</summary>
    public ClBuffer Upload<T>(ReadOnlySpan<T> elements, string purpose)
        where T : unmanaged
    {
        var buffer = Ledger.Allocate((long)elements.Length * sizeof(T), purpose);
        try
        {
            Write(buffer, 0, elements);
        }
        catch
        {
            Ledger.Free(buffer);
            throw;
        }

        return buffer;
    }

    public void Write<T>(ClBuffer buffer, long offset, ReadOnlySpan<T> elements)
        where T : unmanaged
    {
        CheckOpen();
        var bytes = MemoryMarshal.AsBytes(elements);
        _queue.Write(buffer, offset * sizeof(T), bytes);
        Counts = Counts with { HostWrites = Counts.HostWrites + 1, BytesWritten = Counts.BytesWritten + bytes.Length };
    }

    public void Read<T>(ClBuffer buffer, long offset, Span<T> elements)
        where T : unmanaged
    {
        CheckOpen();
        var bytes = MemoryMarshal.AsBytes(elements);
        _queue.Read(buffer, offset * sizeof(T), bytes);
        Counts = Counts with { HostReads = Counts.HostReads + 1, BytesRead = Counts.BytesRead + bytes.Length };
    }

    public void Clear(ClBuffer buffer) => _queue.Clear(buffer);

    /// <summary>Hands the commands so far to the device, without waiting.</summary>
    public void Flush() => _queue.Flush();

    public void Synchronize()
    {
        CheckOpen();
        _queue.Finish();
    }

    /// <summary>Checks that a matrix lies inside a buffer of this backend.</summary>
    public ClBuffer Memory(MatrixView view)
        => Open(view.Buffer, ElementType.Float32, view.Offset, BufferRules.ExtentOf(view)).Memory;

    /// <summary>Checks that a vector of numbers lies inside a buffer of this backend.</summary>
    public ClBuffer Floats(VectorView view) => Open(view.Buffer, ElementType.Float32, view.Offset, view.Length).Memory;

    /// <summary>Checks that a vector of integers lies inside a buffer of this backend.</summary>
    public OpenClBuffer Integers(VectorView view) => Open(view.Buffer, ElementType.Int32, view.Offset, view.Length);

    /// <summary>
    /// Gets the row or column numbers of a view, as the host wrote them: what the device holds is never read for it.
    /// Each must lie in [first, limit).
    /// </summary>
    public ReadOnlySpan<int> Numbers(string operation, string name, VectorView view, int limit, int first = 0)
    {
        var numbers = Integers(view).Written.AsSpan((int)view.Offset, (int)view.Length);
        for (int j = 0; j < numbers.Length; j++)
        {
            if (numbers[j] < first || numbers[j] >= limit)
            {
                throw new ArgumentException($"{operation}: {name}[{j}] is {numbers[j]}, outside [{first}, {limit}).");
            }
        }

        return numbers;
    }

    /// <summary>
    /// Checks that a part of a buffer of this backend lies inside it and has the type that is needed.
    /// </summary>
    public OpenClBuffer Open(DeviceBuffer buffer, ElementType elementType, long offset, long length)
    {
        if (buffer is not OpenClBuffer own || !own.BelongsTo(this))
        {
            throw BufferRules.ForeignBuffer(buffer, BackendName);
        }

        BufferRules.CheckRange(own, elementType, offset, length);
        return own;
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        Release.All(
        [
            _queue.Dispose,
            Scratch.Clear,
            Ledger.FreeAll,
            .. _kernels.Values.Select(kernel => (Action)kernel.Dispose),
            _program.Dispose,
            _context.Dispose,
        ]);
    }

    private void CheckOpen() => ObjectDisposedException.ThrowIf(_disposed, this);

    // A kernel that needs many registers may not run in the work-groups that the device's class suggests.
    private void RequireWorkGroups()
    {
        foreach (var (name, items) in WorkGroups.Of(Tuning))
        {
            var kernel = Kernel(name);
            if (items > kernel.LargestGroup)
            {
                throw new BackendException(
                    $"The tuning does not fit the OpenCL device '{Device.Name}': the kernel {name} runs in "
                    + "work-groups of up to "
                    + $"{kernel.LargestGroup} work-items there, not {items}; 'strnn tune' finds smaller ones.");
            }
        }
    }
}
