namespace StRnn.OpenCL.Devices;

/// <summary>The layout of sparse weights on a device; it decides which kernels run.</summary>
public enum SparseLayout
{
    /// <summary>Panel-blocked CSR, float8 sums, one work-item per block: for CPUs.</summary>
    Panels,

    /// <summary>CSR, work-groups of neighbouring columns: for GPUs.</summary>
    Rows,
}
