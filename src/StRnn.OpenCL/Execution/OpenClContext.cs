using System.Runtime.InteropServices;
using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Handles;

namespace StRnn.OpenCL.Execution;

/// <summary>
/// What the kernel families share: queue, kernels, scratch and counts of one backend or session, and what it shares
/// with others; views become memory, checked.
/// </summary>
/// <remarks>
/// It serves one thread at a time: a kernel's arguments are set before it is launched, and OpenCL forbids that two
/// threads do so at once. Until a call ends (<see cref="Begin"/>), the operands whose memory it took are held.
/// </remarks>
internal sealed unsafe class OpenClContext : IDisposable
{
    /// <summary>The name by which the backend is chosen.</summary>
    public const string BackendName = "opencl";

    private readonly OpenClShared _shared;
    private readonly OpenClContext? _backend;
    private readonly ExclusiveUse _use;
    private readonly ClQueue _queue;
    private readonly Dictionary<(string Name, int Height), KernelCall> _kernels = [];
    private readonly HashSet<ClKernel> _launched = [];

    public OpenClContext(Silk.NET.OpenCL.CL api, OpenClDevice device, DeviceTuning tuning, string? cacheDirectory)
        : this(new OpenClShared(api, device, tuning, cacheDirectory), null)
    {
    }

    private OpenClContext(OpenClShared shared, OpenClContext? backend)
    {
        _shared = shared;
        _backend = backend;
        _use = new ExclusiveUse(backend is null ? "opencl backend" : "session of the opencl backend", Free);
        Scratch = new ScratchPool(Ledger);
        shared.Add(this);
        try
        {
            _queue = new ClQueue(shared.Context, Ledger);
            RequireWorkGroups(KernelSource.SingleRows);
            backend?._use.Adopt(_use);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public OpenClDevice Device => _shared.Device;

    public DeviceTuning Tuning => _shared.Tuning;

    public MemoryLedger Ledger => _shared.Ledger;

    public ScratchPool Scratch { get; }

    /// <summary>Gets the floats that an element-wise work-item handles.</summary>
    public int Lanes => Tuning.VectorWidth;

    /// <summary>Gets the counts of launches and of the host's reads and writes.</summary>
    public OpenClCounts Counts { get; private set; }

    /// <summary>Opens a session of the backend.</summary>
    public OpenClContext OpenSession()
    {
        ThrowIfClosed();
        return new OpenClContext(_shared, _backend ?? this);
    }

    /// <summary>Begins a call by the calling thread.</summary>
    /// <exception cref="InvalidOperationException">Another thread's call is in progress.</exception>
    /// <exception cref="ObjectDisposedException">The backend was disposed.</exception>
    public ExclusiveUse.Scope Begin() => _use.Enter();

    /// <summary>Checks that the backend was not disposed.</summary>
    /// <exception cref="ObjectDisposedException">It was.</exception>
    public void ThrowIfClosed() => _use.ThrowIfClosed();

    /// <summary>Determines whether it shares its memory with another.</summary>
    public bool SharesMemoryWith(OpenClContext other) => ReferenceEquals(_shared, other._shared);

    /// <summary>Holds a packed matrix until the call in progress ends.</summary>
    public void Hold(PackedMatrix packed) => _use.Hold(packed);

    /// <summary>Returns a kernel, ready for its first argument.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="height">The rows that share their columns in the sparse weight that it multiplies.</param>
    public KernelCall Kernel(string name, int height = KernelSource.SingleRows)
    {
        if (!_kernels.TryGetValue((name, height), out var call))
        {
            call = new KernelCall(this, new ClKernel(_shared.Context, _shared.ProgramOf(height), name));
            _kernels.Add((name, height), call);
        }

        return call.Begin();
    }

    /// <summary>
    /// Builds the kernels for weights of which so many rows share their columns, and checks that they can run.
    /// </summary>
    /// <exception cref="BackendException">They cannot.</exception>
    public void Prepare(int height)
    {
        if (_shared.Programs.All(entry => entry.Height != height))
        {
            _shared.ProgramOf(height);
            RequireWorkGroups(height);
        }
    }

    /// <summary>Returns the vecs in a row of so many columns, for the launch of an element-wise kernel.</summary>
    public int Vectors(int columns) => (columns + Lanes - 1) / Lanes;

    /// <summary>Returns a work-group of element-wise kernels, no wider than the row.</summary>
    public int ElementGroup(int items)
        => Math.Min(
            Tuning.ElementGroup, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, items)));

    /// <summary>Gets the program's kernels that were never launched.</summary>
    public IEnumerable<string> IdleKernels
    {
        get
        {
            HashSet<(string, int)> launched =
                [.. _kernels.Where(entry => _launched.Contains(entry.Value.Kernel)).Select(entry => entry.Key)];
            return from entry in _shared.Programs
                   from name in entry.Program.KernelNames()
                   where !launched.Contains((name, entry.Height))
                   select entry.Height == KernelSource.SingleRows ? name : $"{name} of {entry.Height} rows";
        }
    }

    /// <summary>Gets the times the host waited because it was far ahead of the device.</summary>
    public int Waits => _queue.Waits;

    /// <summary>Gets the bytes of the host's writes that it still keeps for the device.</summary>
    public long StagedBytes => _queue.StagedBytes;

    public void Launch(ClKernel kernel, int dimensions, nuint* offset, nuint* global, nuint* local)
    {
        _queue.Launch(kernel, dimensions, offset, global, local);
        _launched.Add(kernel);
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
        using var call = Begin();
        var bytes = MemoryMarshal.AsBytes(elements);
        _queue.Write(buffer, offset * sizeof(T), bytes);
        Counts = Counts with { HostWrites = Counts.HostWrites + 1, BytesWritten = Counts.BytesWritten + bytes.Length };
    }

    public void Read<T>(ClBuffer buffer, long offset, Span<T> elements)
        where T : unmanaged
    {
        using var call = Begin();
        var bytes = MemoryMarshal.AsBytes(elements);
        _queue.Read(buffer, offset * sizeof(T), bytes);
        Counts = Counts with { HostReads = Counts.HostReads + 1, BytesRead = Counts.BytesRead + bytes.Length };
    }

    public void Clear(ClBuffer buffer)
    {
        using var call = Begin();
        _queue.Clear(buffer);
    }

    /// <summary>Hands the commands so far to the device, without waiting.</summary>
    public void Flush() => _queue.Flush();

    /// <summary>Waits for the commands so far; any thread may call it.</summary>
    public void Synchronize()
    {
        ThrowIfClosed();
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
        _use.Hold(own);
        return own;
    }

    /// <summary>
    /// Refuses all further calls, and frees what is its own when none is in progress; a backend's sessions end with it.
    /// </summary>
    public void Dispose() => _use.Close();

    private void Free()
        => Release.All(
        [
            () => _queue?.Dispose(),
            Scratch.Clear,
            .. _kernels.Values.Select(kernel => (Action)kernel.Dispose),
            () => _shared.Remove(this),
        ]);

    // A kernel that needs many registers may not run in the work-groups that the device's class suggests.
    private void RequireWorkGroups(int height)
    {
        using var call = Begin();
        foreach (var (name, items) in WorkGroups.Of(Tuning, height))
        {
            var kernel = Kernel(name, height);
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
