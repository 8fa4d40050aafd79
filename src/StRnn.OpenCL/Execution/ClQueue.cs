using Silk.NET.OpenCL;
using StRnn.Backends;
using StRnn.OpenCL.Handles;
using StRnn.OpenCL.Interop;

namespace StRnn.OpenCL.Execution;

/// <summary>An in-order command queue; owns it.</summary>
internal sealed unsafe class ClQueue : IDisposable
{
    // Smaller writes are copied first, so that they need not wait for the commands before them.
    private const int LargestStaged = 1 << 18;

    // More of them than this wait for the device: a host that reads nothing for a long time would fill its memory with
    // copies.
    private const long MostStagedBytes = 32 << 20;

    // At every so many commands the host waits for all but the last so many. Measured on empty kernels it costs a
    // microsecond a launch at most.
    private const int CommandsBetweenMarkers = 1024;

    private readonly ClContext _context;
    private readonly MemoryLedger _ledger;
    private readonly StagedWrites _staged;
    private readonly Lock _end = new();
    private nint _handle;
    private nint _marker;
    private int _commands;
    private bool _hasFailed;

    /// <summary>Creates a queue.</summary>
    /// <param name="context">Its context.</param>
    /// <param name="ledger">Explains a command that finds no memory.</param>
    public ClQueue(ClContext context, MemoryLedger ledger)
    {
        _context = context;
        _ledger = ledger;
        _staged = new StagedWrites(context);
        int code;
        _handle = context.Api.CreateCommandQueue(context.Handle, context.Device.Id, CommandQueueProperties.None, &code);
        OpenClCall.Check(code, "clCreateCommandQueue", context.Device.Name);
    }

    public nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(ClContext.OwnerName);

    /// <summary>Gets the times the host waited for the device because it was far ahead of it.</summary>
    public int Waits { get; private set; }

    /// <summary>Gets the bytes of copies that the device may still read.</summary>
    public long StagedBytes => _staged.BytesInFlight;

    public void Write(ClBuffer buffer, long offset, ReadOnlySpan<byte> source)
    {
        if (source.IsEmpty)
        {
            return;
        }

        _staged.Collect();
        if (source.Length <= LargestStaged && _staged.BytesInFlight + source.Length <= MostStagedBytes)
        {
            void* copy = _staged.Copy(source);
            nint done;
            int code = _context.Api.EnqueueWriteBuffer(
                Handle, buffer.Handle, false, (nuint)offset, (nuint)source.Length, copy, 0, null, &done);
            if (code != ErrorCode.Success)
            {
                _staged.TakeBack(copy);
            }

            Check(code, "clEnqueueWriteBuffer", buffer);
            _staged.Release(copy, done);
            CountCommand();
            return;
        }

        fixed (byte* bytes = source)
        {
            Check(
                _context.Api.EnqueueWriteBuffer(
                    Handle, buffer.Handle, true, (nuint)offset, (nuint)source.Length, bytes, 0, null, null),
                "clEnqueueWriteBuffer",
                buffer);
        }
    }

    public void Read(ClBuffer buffer, long offset, Span<byte> destination)
    {
        if (destination.IsEmpty)
        {
            return;
        }

        fixed (byte* bytes = destination)
        {
            Check(
                _context.Api.EnqueueReadBuffer(
                    Handle, buffer.Handle, true, (nuint)offset, (nuint)destination.Length, bytes, 0, null, null),
                "clEnqueueReadBuffer",
                buffer);
        }
    }

    /// <summary>Fills a whole buffer with zeros.</summary>
    public void Clear(ClBuffer buffer)
    {
        int zero = 0;
        Check(
            _context.Api.EnqueueFillBuffer(
                Handle,
                buffer.Handle,
                &zero,
                sizeof(int),
                0,
                (nuint)(buffer.Bytes / sizeof(int) * sizeof(int)),
                0,
                null,
                null),
            "clEnqueueFillBuffer",
            buffer);
        CountCommand();
    }

    public void Launch(ClKernel kernel, int dimensions, nuint* offset, nuint* global, nuint* local)
    {
        int code = _context.Api.EnqueueNdrangeKernel(
            Handle, kernel.Handle, (uint)dimensions, offset, global, local, 0, null, null);
        if (code != ErrorCode.Success)
        {
            Check(code, $"clEnqueueNDRangeKernel of {kernel.Name}");
        }

        CountCommand();
    }

    public void Flush() => Check(_context.Api.Flush(Handle), "clFlush");

    /// <summary>Waits for the commands so far; any thread may call it, also while another frees the queue.</summary>
    public void Finish()
    {
        lock (_end)
        {
            Check(_context.Api.Finish(Handle), "clFinish");
        }
    }

    /// <summary>Waits for the commands, and frees everything, whatever happens.</summary>
    /// <exception cref="Backends.BackendException">A command failed, and no call has reported it.</exception>
    public void Dispose()
    {
        lock (_end)
        {
            Free();
        }
    }

    private void Free()
    {
        nint handle = Interlocked.Exchange(ref _handle, 0);
        if (handle != 0)
        {
            // Commands in flight use staged memory.
            int finished = _context.Api.Finish(handle);
            int ofWrites = _staged.ReleaseAll();
            int ofMarker = ReleaseMarker();
            int ofQueue = _context.Api.ReleaseCommandQueue(handle);

            // After a fault every call fails: the first exception is enough.
            if (!_hasFailed)
            {
                Check(finished, "clFinish");
                Check(ofWrites, "clReleaseEvent");
                Check(ofMarker, "clReleaseEvent");
                Check(ofQueue, "clReleaseCommandQueue");
            }
        }
    }

    // An in-order queue: what is behind a marker is done when the marker is.
    private void CountCommand()
    {
        if (++_commands < CommandsBetweenMarkers)
        {
            return;
        }

        _commands = 0;
        nint marker;
        Check(_context.Api.EnqueueMarkerWithWaitList(Handle, 0, null, &marker), "clEnqueueMarkerWithWaitList");
        Flush();
        nint before = _marker;
        _marker = marker;
        if (before != 0)
        {
            Waits++;
            int waited = _context.Api.WaitForEvents(1, &before);
            int released = _context.Api.ReleaseEvent(before);
            Check(waited, "clWaitForEvents");
            Check(released, "clReleaseEvent");
        }
    }

    private int ReleaseMarker()
    {
        nint marker = Interlocked.Exchange(ref _marker, 0);
        return marker == 0 ? ErrorCode.Success : _context.Api.ReleaseEvent(marker);
    }

    private void Check(int code, string call, ClBuffer? buffer = null)
    {
        if (code != ErrorCode.Success)
        {
            _hasFailed = true;
            throw _ledger.Error(code, call, buffer);
        }
    }
}
