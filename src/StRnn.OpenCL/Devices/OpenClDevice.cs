namespace StRnn.OpenCL.Devices;

/// <summary>One device of one platform, as its driver describes it.</summary>
public sealed record OpenClDevice
{
    /// <summary>Gets the device's number, counted from 0 over all platforms.</summary>
    public required int Index { get; init; }

    /// <summary>Gets the device's name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the platform's name.</summary>
    public required string PlatformName { get; init; }

    /// <summary>Gets the kind: GPU, accelerator or CPU.</summary>
    public required DeviceKind Kind { get; init; }

    /// <summary>Gets the version text, for example <c>OpenCL 3.0 ...</c>.</summary>
    public required string Version { get; init; }

    /// <summary>Gets the driver's version text.</summary>
    public required string DriverVersion { get; init; }

    /// <summary>Gets the number of units that run work-groups at the same time.</summary>
    public required int ComputeUnits { get; init; }

    /// <summary>Gets the largest work-group, in work-items.</summary>
    public required long LargestWorkGroup { get; init; }

    /// <summary>Gets the largest work-group by dimension; empty where its driver does not say.</summary>
    public IReadOnlyList<long> LargestWorkItems { get; init; } = [];

    /// <summary>Gets the bytes of local memory of a work-group.</summary>
    public required long LocalBytes { get; init; }

    /// <summary>Gets the bytes of device memory.</summary>
    public required long GlobalBytes { get; init; }

    /// <summary>Gets the largest single buffer, in bytes (CL_DEVICE_MAX_MEM_ALLOC_SIZE).</summary>
    public required long LargestAllocation { get; init; }

    /// <summary>Gets a value indicating whether division and square root can be rounded correctly.</summary>
    public required bool RoundsDivisionCorrectly { get; init; }

    /// <summary>Gets the reason that the device cannot be used; null where it can.</summary>
    public string? Problem { get; init; }

    internal nint Platform { get; init; }

    internal nint Id { get; init; }

    /// <summary>Describes the device in one line.</summary>
    public string Describe()
        => FormattableString.Invariant(
            $"{Name} ({KindName}, {PlatformName}, {ComputeUnits} compute units, {GlobalBytes >> 20} MiB)");

    internal string KindName => Kind == DeviceKind.Accelerator ? "accelerator" : Kind.ToString().ToUpperInvariant();
}

/// <summary>The kind of a device.</summary>
public enum DeviceKind
{
    /// <summary>A graphics processor.</summary>
    Gpu,

    /// <summary>Another accelerator.</summary>
    Accelerator,

    /// <summary>The CPU itself.</summary>
    Cpu,
}
