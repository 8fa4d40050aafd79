using System.Globalization;

namespace StRnn.OpenCL.Devices;

/// <summary>The peculiarities of drivers, all of them here, so that the rest of the backend need not know.</summary>
internal static class DeviceQuirks
{
    /// <summary>
    /// The most work-groups of the second and third dimension, which some drivers number by 16 bits.
    /// </summary>
    public const int MostGroupsBeyondTheFirstDimension = 65535;

    private const int NeededMajor = 1;
    private const int NeededMinor = 2;
    private const long SmallestWorkGroup = 256;
    private const long SmallestLocalBytes = 16 << 10;

    /// <summary>Returns the reason that a device cannot be used; null where it can.</summary>
    /// <param name="version">Its version text.</param>
    /// <param name="profile">FULL_PROFILE or EMBEDDED_PROFILE.</param>
    /// <param name="isAvailable">CL_DEVICE_AVAILABLE.</param>
    /// <param name="hasCompiler">CL_DEVICE_COMPILER_AVAILABLE.</param>
    /// <param name="isLittleEndian">CL_DEVICE_ENDIAN_LITTLE.</param>
    /// <param name="largestWorkGroup">CL_DEVICE_MAX_WORK_GROUP_SIZE.</param>
    /// <param name="localBytes">CL_DEVICE_LOCAL_MEM_SIZE.</param>
    public static string? ProblemOf(
        string version,
        string profile,
        bool isAvailable,
        bool hasCompiler,
        bool isLittleEndian,
        long largestWorkGroup,
        long localBytes)
    {
        if (!IsNewEnough(version))
        {
            return $"it offers '{version}'; OpenCL {NeededMajor}.{NeededMinor} is needed";
        }

        // An embedded profile may round less exactly than training needs.
        return profile.StartsWith("EMBEDDED", StringComparison.Ordinal) ? "it offers the embedded profile only"
            : !isAvailable ? "its driver says that it is not available"
            : !hasCompiler ? "its driver has no compiler"
            : !isLittleEndian ? "it is big-endian"
            : largestWorkGroup < SmallestWorkGroup
                ? $"its work-groups hold {largestWorkGroup} work-items; {SmallestWorkGroup} are needed"
            : localBytes < SmallestLocalBytes
                ? $"it has {localBytes} bytes of local memory; {SmallestLocalBytes} are needed"
            : null;
    }

    /// <summary>Returns the compiler's options: none that relaxes arithmetic may reorder sums.</summary>
    public static string BuildOptions(OpenClDevice device)
        => device.RoundsDivisionCorrectly ? "-cl-std=CL1.2 -cl-fp32-correctly-rounded-divide-sqrt" : "-cl-std=CL1.2";

    /// <summary>
    /// Returns the tallest block whose sums fit the local memory, at most as many rows as a byte can number. Drivers
    /// keep some of that memory for a kernel's arguments and their own needs, so a little is left free.
    /// </summary>
    public static int TallestBlock(OpenClDevice device)
    {
        const int BytesOfRow = 64 * sizeof(float);
        const int Tallest = 256;
        const int LeftFree = 1024;
        return (int)Math.Min(Tallest, (device.LocalBytes - LeftFree) / BytesOfRow / 4 * 4);
    }

    private static bool IsNewEnough(string version)
    {
        // "OpenCL<space><major>.<minor><space><vendor's text>"
        string[] parts = version.Split(' ');
        string[] numbers = parts.Length < 2 ? [] : parts[1].Split('.');
        return numbers.Length >= 2
            && int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out int major)
            && int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out int minor)
            && (major > NeededMajor || (major == NeededMajor && minor >= NeededMinor));
    }
}
