using Silk.NET.OpenCL;

namespace StRnn.OpenCL.Interop;

/// <summary>An in-order command queue; owns it.</summary>
internal sealed unsafe class ClQueue : IDisposable
{
    // Smaller writes are copied first, so that they need not wait for the commands before them.
    private const int LargestStaged = 1 << 18;

    private readonly ClContext _context;
    private readonly StagedWrites _staged;
    private nint _handle;

    public ClQueue(ClContext context)
    {
        _context = context;
        _staged = new StagedWrites(context);
        int code;
        _handle = context.Api.CreateCommandQueue(context.Handle, context.Device.Id, CommandQueueProperties.None, &code);
        OpenClCall.Check(code, "clCreateCommandQueue", context.Device.Name);
    }

    public nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(OpenClBackend));

    public void Write(ClBuffer buffer, long offset, ReadOnlySpan<byte> source)
    {
        if (source.IsEmpty)
        {
            return;
        }

        if (source.Length <= LargestStaged)
        {
            void* copy = _staged.Copy(source);
            nint done;
            Check(
                _context.Api.EnqueueWriteBuffer(
                    Handle, buffer.Handle, false, (nuint)offset, (nuint)source.Length, copy, 0, null, &done),
                "clEnqueueWriteBuffer");
            _staged.Release(copy, done);
            return;
        }

        fixed (byte* bytes = source)
        {
            Check(
                _context.Api.EnqueueWriteBuffer(
                    Handle, buffer.Handle, true, (nuint)offset, (nuint)source.Length, bytes, 0, null, null),
                "clEnqueueWriteBuffer");
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
                "clEnqueueReadBuffer");
        }
    }

    /// <summary>Fills a whole buffer with zeros.</summary>
    public void Clear(ClBuffer buffer)
    {
        int zero = 0;
        Check(
            _context.Api.EnqueueFillBuffer(
                Handle, buffer.Handle, &zero, sizeof(int), 0, (nuint)(buffer.Bytes / sizeof(int) * sizeof(int)), 0, null, null),
            "clEnqueueFillBuffer");
    }

    public void Launch(ClKernel kernel, int dimensions, nuint* global, nuint* local)
    {
        int code = _context.Api.EnqueueNdrangeKernel(Handle, kernel.Handle, (uint)dimensions, null, global, local, 0, null, null);
        if (code != ErrorCode.Success)
        {
            throw OpenClCall.Error(code, $"clEnqueueNDRangeKernel of {kernel.Name}", _context.Device.Name);
        }
    }

    public void Flush() => Check(_context.Api.Flush(Handle), "clFlush");

    public void Finish() => Check(_context.Api.Finish(Handle), "clFinish");

    public void Dispose()
    {
        nint handle = Interlocked.Exchange(ref _handle, 0);
        if (handle != 0)
        {
            // What is in flight uses staged memory.
            int finished = _context.Api.Finish(handle);
            _staged.Dispose();
            Check(_context.Api.ReleaseCommandQueue(handle), "clReleaseCommandQueue");
            Check(finished, "clFinish");
        }
    }

    private void Check(int code, string call) => OpenClCall.Check(code, call, _context.Device.Name);
}
