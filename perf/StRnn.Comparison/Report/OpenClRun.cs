using StRnn.Comparison.Rows;

namespace StRnn.Comparison.Report;

/// <summary>
/// The facts of an OpenCL comparison beside its rows: the device, and the traffic of a training step.
/// </summary>
/// <param name="Device">Device, platform, version and driver, in words.</param>
/// <param name="Layout">The layout of the sparse weights.</param>
/// <param name="ProductPanel">Columns of a panel in products.</param>
/// <param name="RecurrentPanel">Columns of a panel in recurrences.</param>
/// <param name="Step">The traffic of a training step of the 2 x 1500 LSTM at density 0.20.</param>
/// <param name="LaunchesOnGpu">Kernels that the same step launches in the layout of GPUs.</param>
internal sealed record OpenClRun(
    string Device, string Layout, int ProductPanel, int RecurrentPanel, StepTraffic Step, long LaunchesOnGpu);
