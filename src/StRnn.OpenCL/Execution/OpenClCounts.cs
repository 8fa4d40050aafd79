namespace StRnn.OpenCL.Execution;

/// <summary>Counts of a backend's commands since it was opened.</summary>
/// <param name="Launches">Kernels launched.</param>
/// <param name="HostReads">Times the host read from the device, which blocks it.</param>
/// <param name="BytesRead">Bytes read.</param>
/// <param name="HostWrites">Times the host wrote to the device.</param>
/// <param name="BytesWritten">Bytes written.</param>
public readonly record struct OpenClCounts(
    long Launches, long HostReads, long BytesRead, long HostWrites, long BytesWritten)
{
    /// <summary>Returns the commands between an earlier count and this one.</summary>
    /// <param name="earlier">The earlier count.</param>
    public OpenClCounts Since(OpenClCounts earlier) => new(
        Launches - earlier.Launches,
        HostReads - earlier.HostReads,
        BytesRead - earlier.BytesRead,
        HostWrites - earlier.HostWrites,
        BytesWritten - earlier.BytesWritten);
}
