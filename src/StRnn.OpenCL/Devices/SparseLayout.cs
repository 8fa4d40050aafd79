namespace StRnn.OpenCL.Devices;

/// <summary>How sparse weights lie on a device, and with it which kernels run.</summary>
public enum SparseLayout
{
    /// <summary>Panel-blocked CSR, float8 sums, one work-item per block: for CPUs.</summary>
    Panels,

    /// <summary>CSR, work-groups of neighbouring columns: for GPUs.</summary>
    Rows,
}
