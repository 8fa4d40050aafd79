using System.Runtime.InteropServices;
using Silk.NET.OpenCL;
using StRnn.OpenCL.Interop;

namespace StRnn.OpenCL.Handles;

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
    /// The largest work-group this kernel can run in: its registers may leave less than the device allows.
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
