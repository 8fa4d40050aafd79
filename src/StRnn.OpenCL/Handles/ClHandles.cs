using System.Runtime.InteropServices;
using Silk.NET.OpenCL;
using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Interop;

namespace StRnn.OpenCL.Handles;

/// <summary>An OpenCL context of one device; owns it.</summary>
internal sealed unsafe class ClContext : IDisposable
{
    /// <summary>The name of the disposed object in errors about handles that are used afterwards.</summary>
    public const string OwnerName = "OpenClBackend";

    private nint _handle;

    public ClContext(CL api, OpenClDevice device)
    {
        Api = api;
        Device = device;
        nint* properties = stackalloc nint[] { (nint)ContextProperties.Platform, device.Platform, 0 };
        nint id = device.Id;
        int code;
        _handle = api.CreateContext(properties, 1, &id, null, null, &code);
        OpenClCall.Check(code, "clCreateContext", device.Name);
    }

    public CL Api { get; }

    public OpenClDevice Device { get; }

    public nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(ClContext.OwnerName);

    public void Dispose()
    {
        nint handle = Interlocked.Exchange(ref _handle, 0);
        if (handle != 0)
        {
            OpenClCall.Check(Api.ReleaseContext(handle), "clReleaseContext", Device.Name);
        }
    }
}

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

/// <summary>A kernel of a program; owns it.</summary>
internal sealed unsafe class ClKernel : IDisposable
{
    private readonly ClContext _context;
    private nint _handle;

    public ClKernel(ClContext context, ClProgram program, string name)
    {
        _context = context;
        Name = name;
        byte* text = (byte*)Marshal.StringToCoTaskMemUTF8(name);
        int code;
        _handle = context.Api.CreateKernel(program.Handle, text, &code);
        Marshal.FreeCoTaskMem((nint)text);
        OpenClCall.Check(code, $"clCreateKernel of {name}", context.Device.Name);
        nuint largest;
        nint device = context.Device.Id;
        code = context.Api.GetKernelWorkGroupInfo(
            _handle, device, KernelWorkGroupInfo.WorkGroupSize, (nuint)sizeof(nuint), &largest, null);

        // A driver that does not say leaves the device's own limit.
        LargestGroup = code == ErrorCode.Success && largest > 0 ? (long)largest : context.Device.LargestWorkGroup;
    }

    public string Name { get; }

    /// <summary>
    /// Gets the largest work-group in which this kernel can run: its registers may leave less than the device allows.
    /// </summary>
    public long LargestGroup { get; }

    public nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(ClContext.OwnerName);

    /// <summary>Sets an argument; a null value with a size is local memory.</summary>
    public void SetArgument(int index, int size, void* value)
    {
        int code = _context.Api.SetKernelArg(Handle, (uint)index, (nuint)size, value);
        if (code != ErrorCode.Success)
        {
            throw OpenClCall.Error(
                code, FormattableString.Invariant($"clSetKernelArg {index} of {Name}"), _context.Device.Name);
        }
    }

    public void Dispose()
    {
        nint handle = Interlocked.Exchange(ref _handle, 0);
        if (handle != 0)
        {
            OpenClCall.Check(_context.Api.ReleaseKernel(handle), "clReleaseKernel", _context.Device.Name);
        }
    }
}

/// <summary>
/// Frees several things: after a fault of the device each may fail, and none may keep the others from being freed.
/// </summary>
internal static class Release
{
    /// <summary>Runs all of them, then throws the first exception, if there was one.</summary>
    /// <param name="releases">The actions, each of which frees one thing.</param>
    public static void All(IEnumerable<Action> releases)
    {
        BackendException? first = null;
        foreach (var release in releases)
        {
            try
            {
                release();
            }
            catch (BackendException error)
            {
                first ??= error;
            }
        }

        if (first is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
        }
    }
}
