using System.Runtime.InteropServices;
using System.Text;
using Silk.NET.OpenCL;
using StRnn.Backends;
using StRnn.OpenCL.Interop;

namespace StRnn.OpenCL.Handles;

/// <summary>A built program; owns it.</summary>
internal sealed unsafe class ClProgram : IDisposable
{
    private readonly ClContext _context;
    private nint _handle;

    private ClProgram(ClContext context, nint handle)
    {
        _context = context;
        _handle = handle;
    }

    public nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(ClContext.OwnerName);

    /// <summary>Compiles a source.</summary>
    /// <exception cref="BackendException">It does not compile; the message has the compiler's log.</exception>
    public static ClProgram Build(ClContext context, string source, string options)
    {
        byte[] text = Encoding.ASCII.GetBytes(source);
        nint handle;
        int code;
        fixed (byte* bytes = text)
        {
            byte* start = bytes;
            nuint length = (nuint)text.Length;
            handle = context.Api.CreateProgramWithSource(context.Handle, 1, &start, &length, &code);
        }

        OpenClCall.Check(code, "clCreateProgramWithSource", context.Device.Name);
        var program = new ClProgram(context, handle);
        code = program.Build(options);
        if (code != ErrorCode.Success)
        {
            string log = program.Log();
            program.Dispose();
            throw new BackendException(
                $"clBuildProgram failed with {ErrorCode.Describe(code)} on the OpenCL device '{context.Device.Name}' "
                + $"({context.Device.DriverVersion}), options '{options}'. Report this with the compiler's "
                + $"log:\n{log}");
        }

        return program;
    }

    /// <summary>Loads a binary of an earlier build; null where the driver refuses it.</summary>
    public static ClProgram? TryLoad(ClContext context, ReadOnlySpan<byte> binary, string options)
    {
        nint handle;
        int code;
        int status;
        fixed (byte* bytes = binary)
        {
            byte* start = bytes;
            nuint length = (nuint)binary.Length;
            nint device = context.Device.Id;
            handle = context.Api.CreateProgramWithBinary(context.Handle, 1, &device, &length, &start, &status, &code);
        }

        if (code != ErrorCode.Success || handle == 0)
        {
            return null;
        }

        var program = new ClProgram(context, handle);
        if (status == ErrorCode.Success && program.Build(options) == ErrorCode.Success)
        {
            return program;
        }

        program.Dispose();
        return null;
    }

    /// <summary>Returns the names of its kernels; empty where the driver does not say.</summary>
    public string[] KernelNames()
    {
        nuint size;
        if (_context.Api.GetProgramInfo(Handle, ProgramInfo.KernelNames, 0, null, &size) != ErrorCode.Success
            || size == 0)
        {
            return [];
        }

        byte[] text = new byte[(int)size];
        fixed (byte* bytes = text)
        {
            return _context.Api.GetProgramInfo(Handle, ProgramInfo.KernelNames, size, bytes, null) == ErrorCode.Success
                ? Encoding.UTF8.GetString(text).TrimEnd('\0').Split(';')
                : [];
        }
    }

    /// <summary>Returns the device's binary; empty where the driver gives none.</summary>
    public byte[] Binary()
    {
        nuint size;
        int code = _context.Api.GetProgramInfo(Handle, ProgramInfo.BinarySizes, (nuint)sizeof(nuint), &size, null);
        if (code != ErrorCode.Success || size == 0)
        {
            return [];
        }

        byte[] binary = new byte[(int)size];
        fixed (byte* bytes = binary)
        {
            byte* start = bytes;
            code = _context.Api.GetProgramInfo(Handle, ProgramInfo.Binaries, (nuint)sizeof(byte*), &start, null);
            return code == ErrorCode.Success ? binary : [];
        }
    }

    public void Dispose()
    {
        nint handle = Interlocked.Exchange(ref _handle, 0);
        if (handle != 0)
        {
            OpenClCall.Check(_context.Api.ReleaseProgram(handle), "clReleaseProgram", _context.Device.Name);
        }
    }

    private int Build(string options)
    {
        nint device = _context.Device.Id;
        byte* text = (byte*)Marshal.StringToCoTaskMemUTF8(options);
        try
        {
            return _context.Api.BuildProgram(Handle, 1, &device, text, null, null);
        }
        finally
        {
            Marshal.FreeCoTaskMem((nint)text);
        }
    }

    private string Log()
    {
        nuint size;
        nint device = _context.Device.Id;
        int code = _context.Api.GetProgramBuildInfo(Handle, device, ProgramBuildInfo.BuildLog, 0, null, &size);
        if (code != ErrorCode.Success || size == 0)
        {
            return "(no log)";
        }

        byte[] text = new byte[(int)size];
        fixed (byte* bytes = text)
        {
            code = _context.Api.GetProgramBuildInfo(Handle, device, ProgramBuildInfo.BuildLog, size, bytes, null);
            return code == ErrorCode.Success ? Encoding.UTF8.GetString(text).TrimEnd('\0', '\n', ' ') : "(no log)";
        }
    }
}
