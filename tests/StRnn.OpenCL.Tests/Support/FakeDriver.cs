using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Silk.NET.Core.Contexts;
using Silk.NET.OpenCL;

namespace StRnn.OpenCL.Tests.Support;

/// <summary>
/// A loader that lists the platforms and devices that a test chooses, null ones among them. There may be one at a time
/// because native callbacks know no instance.
/// </summary>
internal sealed unsafe class FakeDriver : IDisposable
{
    private const int DeviceNotFound = -1;
    private const int InvalidPlatform = -32;
    private const long Plenty = 1 << 20;

    private static FakeDriver? _current;

    public FakeDriver()
    {
        _current = this;
        Api = new CL(new Functions(this));
    }

    public CL Api { get; }

    /// <summary>Gets what clGetPlatformIDs returns.</summary>
    public int PlatformCode { get; init; }

    public nint[] Platforms { get; init; } = [];

    /// <summary>Gets the devices of a platform; one that is not here fails.</summary>
    public Dictionary<nint, nint[]> Devices { get; } = [];

    public string Version { get; init; } = "OpenCL 1.2 fake";

    /// <summary>Gets a value indicating whether the library has no clGetPlatformIDs.</summary>
    public bool LacksPlatforms { get; init; }

    public void Dispose()
    {
        _current = null;
        Api.Dispose();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int GetPlatformIds(uint count, nint* ids, uint* found)
    {
        var driver = _current!;
        if (found is not null)
        {
            *found = (uint)driver.Platforms.Length;
        }

        for (int i = 0; ids is not null && i < Math.Min(count, driver.Platforms.Length); i++)
        {
            ids[i] = driver.Platforms[i];
        }

        return driver.PlatformCode;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int GetDeviceIds(nint platform, ulong type, uint count, nint* ids, uint* found)
    {
        if (!_current!.Devices.TryGetValue(platform, out nint[]? devices))
        {
            return InvalidPlatform;
        }

        if (found is not null)
        {
            *found = (uint)devices.Length;
        }

        for (int i = 0; ids is not null && i < Math.Min(count, devices.Length); i++)
        {
            ids[i] = devices[i];
        }

        return devices.Length == 0 ? DeviceNotFound : 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int GetPlatformInfo(nint platform, uint what, nuint size, void* value, nuint* needed)
        => Answer(Encoding.UTF8.GetBytes("fake platform\0"), size, value, needed);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int GetDeviceInfo(nint device, uint what, nuint size, void* value, nuint* needed) => Answer(
        (DeviceInfo)what switch
        {
            DeviceInfo.Version => Encoding.UTF8.GetBytes($"{_current!.Version}\0"),
            DeviceInfo.Profile => Encoding.UTF8.GetBytes("FULL_PROFILE\0"),
            DeviceInfo.Name or DeviceInfo.DriverVersion => Encoding.UTF8.GetBytes("fake\0"),
            _ => BitConverter.GetBytes(Plenty),
        },
        size,
        value,
        needed);

    private static int Answer(byte[] answer, nuint size, void* value, nuint* needed)
    {
        if (needed is not null)
        {
            *needed = (nuint)answer.Length;
        }

        if (value is not null)
        {
            answer.AsSpan(0, (int)Math.Min((nuint)answer.Length, size)).CopyTo(new Span<byte>(value, (int)size));
        }

        return 0;
    }

    private sealed class Functions(FakeDriver driver) : INativeContext
    {
        public nint GetProcAddress(string proc, int? slot = null)
            => TryGetProcAddress(proc, out nint address, slot)
                ? address
                : throw new EntryPointNotFoundException($"There is no {proc}.");

        public bool TryGetProcAddress(string proc, out nint addr, int? slot = null)
        {
            addr = proc switch
            {
                "clGetPlatformIDs" when !driver.LacksPlatforms
                    => (nint)(delegate* unmanaged[Cdecl]<uint, nint*, uint*, int>)&GetPlatformIds,
                "clGetDeviceIDs"
                    => (nint)(delegate* unmanaged[Cdecl]<nint, ulong, uint, nint*, uint*, int>)&GetDeviceIds,
                "clGetPlatformInfo"
                    => (nint)(delegate* unmanaged[Cdecl]<nint, uint, nuint, void*, nuint*, int>)&GetPlatformInfo,
                "clGetDeviceInfo"
                    => (nint)(delegate* unmanaged[Cdecl]<nint, uint, nuint, void*, nuint*, int>)&GetDeviceInfo,
                _ => 0,
            };
            return addr != 0;
        }

        public void Dispose()
        {
            // The functions are the program's own.
        }
    }
}
