namespace StRnn.Backends.Kernels;

/// <summary>The numbers of one Adam step.</summary>
/// <param name="LearningRate">η.</param>
/// <param name="Beta1">β₁ in [0, 1), the decay of the first moment.</param>
/// <param name="Beta2">β₂ in [0, 1), the decay of the second moment.</param>
/// <param name="Epsilon">ε, above 0.</param>
/// <param name="WeightDecay">λ, L2, added to the gradient after clipping.</param>
/// <param name="ClipNorm">c, the largest global gradient norm; positive infinity for none.</param>
/// <param name="Step">t, the number of the optimiser step, from 1.</param>
public readonly record struct AdamOptions(
    float LearningRate, float Beta1, float Beta2, float Epsilon, float WeightDecay, float ClipNorm, long Step)
{
    /// <summary>Gets the bias correction of the first moment, 1/(1 - β₁ᵗ).</summary>
    public float FirstCorrection => (float)(1 / (1 - Math.Pow(Beta1, Step)));

    /// <summary>Gets the bias correction of the second moment, 1/(1 - β₂ᵗ).</summary>
    public float SecondCorrection => (float)(1 / (1 - Math.Pow(Beta2, Step)));
}
