namespace StRnn.OpenCL.Devices;

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
