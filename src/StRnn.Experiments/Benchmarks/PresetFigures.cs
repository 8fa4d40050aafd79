namespace StRnn.Experiments.Benchmarks;

/// <summary>The measurements of one preset.</summary>
/// <param name="Subject">The model that ran.</param>
/// <param name="Sparsity">1 - density, as asked for.</param>
/// <param name="Sparse">The step at this sparsity.</param>
/// <param name="Dense">The same step with dense weights.</param>
/// <param name="BreakEven">The density at which both take equal time.</param>
internal sealed record PresetFigures(
    BenchSubject Subject, double Sparsity, StepTime Sparse, StepTime Dense, BreakEven BreakEven)
{
    /// <summary>Gets the time of the dense step divided by that of the sparse one.</summary>
    public double Speedup => Dense.MedianMs / Sparse.MedianMs;
}
