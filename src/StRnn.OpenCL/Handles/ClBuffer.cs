using Silk.NET.OpenCL;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Interop;

namespace StRnn.OpenCL.Handles;

/// <summary>
/// A memory object; owns it. Releasing it while commands that use it are in flight is allowed: it dies after them.
/// </summary>
internal sealed unsafe class ClBuffer : IDisposable
{
    private readonly ClContext _context;
    private nint _handle;

    /// <summary>
    /// Creates a buffer; of no bytes, one that holds four all the same, because OpenCL has no empty ones.
    /// </summary>
    /// <param name="context">Its context.</param>
    /// <param name="bytes">Its size.</param>
    /// <param name="code">Receives the error code; where it is one, the buffer must not be used.</param>
    public ClBuffer(ClContext context, long bytes, out int code)
    {
        _context = context;
        Bytes = Math.Max(4, bytes);
        int result;
        _handle = context.Api.CreateBuffer(context.Handle, MemFlags.ReadWrite, (nuint)Bytes, null, &result);
        code = result;
    }

    public long Bytes { get; }

    public nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(DeviceBuffer));

    public void Dispose()
    {
        nint handle = Interlocked.Exchange(ref _handle, 0);
        if (handle != 0)
        {
            OpenClCall.Check(_context.Api.ReleaseMemObject(handle), "clReleaseMemObject", _context.Device.Name);
        }
    }
}
