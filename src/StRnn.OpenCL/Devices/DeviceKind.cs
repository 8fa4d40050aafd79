namespace StRnn.OpenCL.Devices;

/// <summary>What kind of device it is.</summary>
public enum DeviceKind
{
    /// <summary>A graphics processor.</summary>
    Gpu,

    /// <summary>Another accelerator.</summary>
    Accelerator,

    /// <summary>The processor itself.</summary>
    Cpu,
}
