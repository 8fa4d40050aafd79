using StRnn.Backends.Selection;
using StRnn.Comparison.Workers;
using StRnn.OpenCL;
using StRnn.OpenCL.Devices;
using StRnn.Performance;

namespace StRnn.Comparison.Rows;

/// <summary>
/// The demands of one training step of an LSTM language model on a device: counted launches and host transfers, and the
/// bytes that its products move, from shapes and nnz.
/// </summary>
/// <param name="Launches">Kernels launched, counted.</param>
/// <param name="HostReads">Times the host read, counted.</param>
/// <param name="HostBytes">Bytes written by the host, counted.</param>
/// <param name="Gigaflop">2 * nnz * N for each of the three products of every matrix.</param>
/// <param name="CachedGigabytes">Rows of the dense operand: each nonzero reads N floats, from a cache at best.</param>
/// <param name="MemoryGigabytes">
/// Values and column numbers, once per pass: per 64 columns, per time step in the recurrence.
/// </param>
internal sealed record StepTraffic(
    long Launches, long HostReads, long HostBytes, double Gigaflop, double CachedGigabytes, double MemoryGigabytes)
{
    private const int ColumnsOfPass = 64;
    private const int BytesOfNonzero = 8;
    private const int Layers = PaperModel.LstmLayers;

    /// <summary>Counts the launches of a step in the layout of GPUs, which are the same on any device.</summary>
    /// <param name="backend">The backend whose device is used.</param>
    /// <param name="options">The model.</param>
    public static long LaunchesOnGpu(OpenClBackend backend, WorkerOptions options)
    {
        var provider = new OpenClBackendProvider(new OpenClOptions { Tuning = DeviceTuning.For(SparseLayout.Rows) });
        string device = FormattableString.Invariant($"{backend.Device.Index}");
        using var rows = (OpenClBackend)provider.Create(new StRnnOptions { Device = device });
        using var unit = new TrainingUnit(rows, options);
        unit.Run();
        var before = rows.Counts;
        unit.Run();
        return rows.Counts.Since(before).Launches;
    }

    /// <summary>Counts over steps in steady state.</summary>
    /// <param name="backend">The backend.</param>
    /// <param name="options">The model.</param>
    public static StepTraffic Measure(OpenClBackend backend, WorkerOptions options)
    {
        const int Steps = 3;
        using var unit = new TrainingUnit(backend, options);
        unit.Run();
        unit.Run();
        var before = backend.Counts;
        for (int step = 0; step < Steps; step++)
        {
            unit.Run();
        }

        var counts = backend.Counts.Since(before);
        double gates = 4.0 * options.Hidden * options.Hidden * options.Density;
        double decoder = (double)options.Vocabulary * options.Hidden * options.Density;
        double nnz = (2 * Layers * gates) + decoder;
        double columns = (double)options.Batch * options.Steps;
        double batched = ((Layers * gates) + decoder) * 3 + (Layers * gates);
        double recurrent = Layers * gates * 2 * options.Steps;
        return new StepTraffic(
            counts.Launches / Steps,
            counts.HostReads / Steps,
            counts.BytesWritten / Steps,
            6e-9 * nnz * columns,
            12e-9 * nnz * columns,
            1e-9 * BytesOfNonzero * ((batched * Math.Ceiling(columns / ColumnsOfPass)) + recurrent));
    }
}
