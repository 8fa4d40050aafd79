namespace StRnn.Experiments.Benchmarks;

/// <summary>What was measured of one preset.</summary>
/// <param name="Subject">The model that ran.</param>
/// <param name="Sparsity">1 - density, as asked for.</param>
/// <param name="Sparse">The step at this sparsity.</param>
/// <param name="Dense">The same step with dense weights.</param>
/// <param name="BreakEven">Where the two meet.</param>
internal sealed record PresetFigures(
    BenchSubject Subject, double Sparsity, StepTime Sparse, StepTime Dense, BreakEven BreakEven)
{
    /// <summary>How many times faster the sparse step is than the dense one.</summary>
    public double Speedup => Dense.MedianMs / Sparse.MedianMs;
}
