namespace StRnn.Experiments.Benchmarks;

/// <summary>The time of a sparse step at a density.</summary>
/// <param name="Density">nnz / (rows * columns).</param>
/// <param name="Time">The step's time.</param>
internal sealed record DensityTime(double Density, StepTime Time);
