namespace StRnn.OpenCL.Devices;

/// <summary>One device of one platform, and what its driver says about it.</summary>
public sealed record OpenClDevice
{
    /// <summary>Its number, counted over all platforms; <c>--device 0</c> chooses the first.</summary>
    public required int Index { get; init; }

    /// <summary>The device's name.</summary>
    public required string Name { get; init; }

    /// <summary>The platform's name.</summary>
    public required string PlatformName { get; init; }

    /// <summary>GPU, accelerator or CPU.</summary>
    public required DeviceKind Kind { get; init; }

    /// <summary>The version text, for example <c>OpenCL 3.0 ...</c>.</summary>
    public required string Version { get; init; }

    /// <summary>The driver's version text.</summary>
    public required string DriverVersion { get; init; }

    /// <summary>What can run work-groups at the same time.</summary>
    public required int ComputeUnits { get; init; }

    /// <summary>The largest work-group.</summary>
    public required long LargestWorkGroup { get; init; }

    /// <summary>The largest work-group by dimension; empty where its driver does not say.</summary>
    public IReadOnlyList<long> LargestWorkItems { get; init; } = [];

    /// <summary>Bytes of local memory of a work-group.</summary>
    public required long LocalBytes { get; init; }

    /// <summary>Bytes of device memory.</summary>
    public required long GlobalBytes { get; init; }

    /// <summary>The largest single buffer, in bytes (CL_DEVICE_MAX_MEM_ALLOC_SIZE).</summary>
    public required long LargestAllocation { get; init; }

    /// <summary>Whether division and square root can be asked to round correctly.</summary>
    public required bool RoundsDivisionCorrectly { get; init; }

    /// <summary>Why it cannot be used; null where it can.</summary>
    public string? Problem { get; init; }

    internal nint Platform { get; init; }

    internal nint Id { get; init; }

    /// <summary>One line.</summary>
    public string Describe()
        => FormattableString.Invariant(
            $"{Name} ({KindName}, {PlatformName}, {ComputeUnits} compute units, {GlobalBytes >> 20} MiB)");

    internal string KindName => Kind == DeviceKind.Accelerator ? "accelerator" : Kind.ToString().ToUpperInvariant();
}
