using Silk.NET.OpenCL;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Interop;

namespace StRnn.OpenCL.Handles;

/// <summary>An OpenCL context of one device; owns it.</summary>
internal sealed unsafe class ClContext : IDisposable
{
    /// <summary>What a user holds and disposes: the name in errors about handles that are used afterwards.</summary>
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
