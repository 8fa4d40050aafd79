using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Silk.NET.OpenCL;
using StRnn.OpenCL.Interop;

namespace StRnn.OpenCL.Devices;

/// <summary>The devices of this machine, over all platforms, and the choice among them.</summary>
public static unsafe class OpenClDevices
{
    /// <summary>Lists every device, also those that cannot be used; opens none, and never throws.</summary>
    /// <param name="problem">The reason and the remedy where there is no device, else empty.</param>
    public static IReadOnlyList<OpenClDevice> List(out string problem)
    {
        if (!OpenClLibrary.TryOpen(out CL? api, out problem))
        {
            return [];
        }

        return List(api, out problem);
    }

    /// <summary>Lists every device of a given loader.</summary>
    internal static IReadOnlyList<OpenClDevice> List(CL api, out string problem)
    {
        try
        {
            return Read(api, out problem);
        }
        catch (Exception error)
        {
            // A loader without a function it must have, or a driver that throws.
            problem = $"the OpenCL loader is broken ({error.GetType().Name}: {error.Message.ReplaceLineEndings(" ")}): "
                + "install it again";
            return [];
        }
    }

    /// <summary>
    /// Chooses a device: by its number, by <c>gpu</c>, <c>cpu</c> or <c>accelerator</c>, by a part of its name; without
    /// a demand the first GPU, else the first accelerator, else the first CPU.
    /// </summary>
    /// <param name="devices">All devices.</param>
    /// <param name="demand">The demand; null or empty for none.</param>
    /// <param name="device">The device; null where none fits.</param>
    /// <param name="problem">The reason where none fits, with the devices there are; else empty.</param>
    public static bool TryChoose(
        IReadOnlyList<OpenClDevice> devices,
        string? demand,
        [NotNullWhen(true)] out OpenClDevice? device,
        out string problem)
    {
        ArgumentNullException.ThrowIfNull(devices);
        demand = demand?.Trim();
        OpenClDevice[] fitting = string.IsNullOrEmpty(demand) ? [.. devices] : Fitting(devices, demand);
        device = fitting.Where(candidate => candidate.Problem is null).MinBy(candidate => candidate.Kind);
        problem = device is not null ? string.Empty
            : fitting.Length > 0 ? $"'{fitting[0].Name}' cannot be used: {fitting[0].Problem}"
            : $"no OpenCL device fits '{demand}': there are "
                + string.Join("; ", devices.Select(one => $"{one.Index}: {one.Describe()}"));
        return device is not null;
    }

    /// <summary>Returns the devices of the platforms with a part of their name.</summary>
    /// <param name="devices">All devices, at least one.</param>
    /// <param name="platform">The part; null or empty for all devices.</param>
    /// <param name="problem">The reason where there are none, with the platforms there are; else empty.</param>
    internal static IReadOnlyList<OpenClDevice> OfPlatform(
        IReadOnlyList<OpenClDevice> devices, string? platform, out string problem)
    {
        string demand = platform?.Trim() ?? string.Empty;
        OpenClDevice[] fitting =
            [.. devices.Where(device => device.PlatformName.Contains(demand, StringComparison.OrdinalIgnoreCase))];
        problem = fitting.Length > 0 ? string.Empty
            : $"no OpenCL platform fits '{demand}': there are "
                + string.Join("; ", devices.Select(device => device.PlatformName).Distinct());
        return fitting;
    }

    private static OpenClDevice[] Fitting(IReadOnlyList<OpenClDevice> devices, string demand)
        => int.TryParse(demand, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            ? [.. devices.Where(device => device.Index == index)]
            : Enum.TryParse(demand, ignoreCase: true, out DeviceKind kind)
                ? [.. devices.Where(device => device.Kind == kind)]
                : [.. devices.Where(device => device.Name.Contains(demand, StringComparison.OrdinalIgnoreCase))];

    private static List<OpenClDevice> Read(CL api, out string problem)
    {
        uint count = 0;
        int code = api.GetPlatformIDs(0, null, &count);
        if (code != ErrorCode.Success || count == 0)
        {
            problem = code is ErrorCode.Success or ErrorCode.PlatformNotFound
                ? "no OpenCL platform is installed: install the graphics driver, or on Debian or Ubuntu pocl-opencl-icd"
                : $"clGetPlatformIDs failed with {ErrorCode.Describe(code)}";
            return [];
        }

        var platforms = new nint[count];
        fixed (nint* ids = platforms)
        {
            code = api.GetPlatformIDs(count, ids, null);
        }

        var devices = new List<OpenClDevice>();
        if (code == ErrorCode.Success)
        {
            foreach (nint platform in platforms.Where(id => id != 0))
            {
                AddDevices(api, platform, devices);
            }
        }

        problem = devices.Count > 0 ? string.Empty : "none of the OpenCL platforms has a device";
        return devices;
    }

    private static void AddDevices(CL api, nint platform, List<OpenClDevice> devices)
    {
        uint count = 0;
        if (api.GetDeviceIDs(platform, DeviceType.All, 0, null, &count) != ErrorCode.Success || count == 0)
        {
            return;
        }

        var ids = new nint[count];
        fixed (nint* first = ids)
        {
            if (api.GetDeviceIDs(platform, DeviceType.All, count, first, null) != ErrorCode.Success)
            {
                return;
            }
        }

        string platformName = PlatformName(api, platform);
        foreach (nint id in ids.Where(id => id != 0))
        {
            devices.Add(Read(api, platform, platformName, id, devices.Count));
        }
    }

    private static OpenClDevice Read(CL api, nint platform, string platformName, nint id, int index)
    {
        const ulong RoundsDivision = 1 << 7;
        string version = Text(api, id, DeviceInfo.Version);
        long largestWorkGroup = Number<nint>(api, id, DeviceInfo.MaxWorkGroupSize);
        long localBytes = Number<long>(api, id, DeviceInfo.LocalMemSize);
        var type = (DeviceType)Number<ulong>(api, id, DeviceInfo.Type);
        return new OpenClDevice
        {
            Index = index,
            Name = Text(api, id, DeviceInfo.Name),
            PlatformName = platformName,
            Kind = type.HasFlag(DeviceType.Gpu) ? DeviceKind.Gpu
                : type.HasFlag(DeviceType.Cpu) ? DeviceKind.Cpu
                : DeviceKind.Accelerator,
            Version = version,
            DriverVersion = Text(api, id, DeviceInfo.DriverVersion),
            ComputeUnits = Number<int>(api, id, DeviceInfo.MaxComputeUnits),
            LargestWorkGroup = largestWorkGroup,
            LargestWorkItems = WorkItems(api, id),
            LocalBytes = localBytes,
            GlobalBytes = Number<long>(api, id, DeviceInfo.GlobalMemSize),
            LargestAllocation = Number<long>(api, id, DeviceInfo.MaxMemAllocSize),
            RoundsDivisionCorrectly = (Number<ulong>(api, id, DeviceInfo.SingleFPConfig) & RoundsDivision) != 0,
            Problem = DeviceQuirks.ProblemOf(
                version,
                Text(api, id, DeviceInfo.Profile),
                Number<int>(api, id, DeviceInfo.Available) != 0,
                Number<int>(api, id, DeviceInfo.CompilerAvailable) != 0,
                Number<int>(api, id, DeviceInfo.EndianLittle) != 0,
                largestWorkGroup,
                localBytes),
            Platform = platform,
            Id = id,
        };
    }

    private static long[] WorkItems(CL api, nint device)
    {
        const int Dimensions = 3;
        if (Number<int>(api, device, DeviceInfo.MaxWorkItemDimensions) != Dimensions)
        {
            return [];
        }

        nuint* sizes = stackalloc nuint[Dimensions];
        nuint bytes = (nuint)(Dimensions * sizeof(nuint));
        int code = api.GetDeviceInfo(device, DeviceInfo.MaxWorkItemSizes, bytes, sizes, null);
        return code == ErrorCode.Success ? [(long)sizes[0], (long)sizes[1], (long)sizes[2]] : [];
    }

    private static string PlatformName(CL api, nint platform)
    {
        nuint size;
        if (api.GetPlatformInfo(platform, PlatformInfo.Name, 0, null, &size) != ErrorCode.Success || size == 0)
        {
            return "unnamed platform";
        }

        byte[] text = new byte[(int)size];
        fixed (byte* bytes = text)
        {
            return api.GetPlatformInfo(platform, PlatformInfo.Name, size, bytes, null) == ErrorCode.Success
                ? TextOf(text)
                : "unnamed platform";
        }
    }

    private static string Text(CL api, nint device, DeviceInfo what)
    {
        nuint size;
        if (api.GetDeviceInfo(device, what, 0, null, &size) != ErrorCode.Success || size == 0)
        {
            return string.Empty;
        }

        byte[] text = new byte[(int)size];
        fixed (byte* bytes = text)
        {
            return api.GetDeviceInfo(device, what, size, bytes, null) == ErrorCode.Success
                ? TextOf(text)
                : string.Empty;
        }
    }

    private static T Number<T>(CL api, nint device, DeviceInfo what)
        where T : unmanaged
    {
        T number = default;
        return api.GetDeviceInfo(device, what, (nuint)sizeof(T), &number, null) == ErrorCode.Success ? number : default;
    }

    private static string TextOf(byte[] text) => Encoding.UTF8.GetString(text).TrimEnd('\0').Trim();
}
