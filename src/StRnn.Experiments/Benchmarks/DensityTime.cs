namespace StRnn.Experiments.Benchmarks;

/// <summary>What a sparse step took at a density.</summary>
/// <param name="Density">nnz / (rows * columns).</param>
/// <param name="Time">The step's time.</param>
internal sealed record DensityTime(double Density, StepTime Time);
