using StRnn.OpenCL.Devices;

namespace StRnn.OpenCL.Tuning;

/// <summary>One set of parameters that was tried.</summary>
/// <param name="Parameters">The parameters.</param>
/// <param name="Milliseconds">The time of the workload: the median of its rounds.</param>
/// <param name="IsBest">True if it was the fastest so far.</param>
public sealed record TuningTrial(DeviceTuning Parameters, double Milliseconds, bool IsBest);
