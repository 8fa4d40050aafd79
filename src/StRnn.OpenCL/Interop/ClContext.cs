using Silk.NET.OpenCL;
using StRnn.OpenCL.Devices;

namespace StRnn.OpenCL.Interop;

/// <summary>An OpenCL context of one device; owns it.</summary>
internal sealed unsafe class ClContext : IDisposable
{
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

    public nint Handle => _handle != 0 ? _handle : throw OpenClCall.Disposed();

    public void Dispose()
    {
        nint handle = Interlocked.Exchange(ref _handle, 0);
        if (handle != 0)
        {
            OpenClCall.Check(Api.ReleaseContext(handle), "clReleaseContext", Device.Name);
        }
    }
}
