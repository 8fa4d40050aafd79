using StRnn.Backends.Memory;

namespace StRnn.Backends.Kernels;

/// <summary>
/// The kernels for weight updates on flat arrays: one linear sweep over the values, whether they belong to a dense or a
/// sparse weight.
/// </summary>
public interface IOptimizerKernels
{
    /// <summary>Adds a squared norm: result_0 += sum of x², accumulated in double by fixed blocks.</summary>
    /// <param name="x">Any floating-point vector.</param>
    /// <param name="result">One element.</param>
    void AddSquaredNorm(VectorView x, VectorView result);

    /// <summary>
    /// Makes one step of SGD with momentum: g' = s*g + λ*w; v = μ*v + g'; w -= η*v, where s = min(1, c/||g||) and
    /// ||g||² = <paramref name="squaredNorm"/>, the squared norm of the gradient of all parameters together.
    /// </summary>
    /// <param name="values">w, [n].</param>
    /// <param name="gradient">g, [n].</param>
    /// <param name="velocity">v, [n]; null when μ is 0, and then w -= η*g'.</param>
    /// <param name="squaredNorm">One element, on the device, so that clipping needs no host read.</param>
    /// <param name="options">η, μ, λ, c.</param>
    void SgdMomentumStep(
        VectorView values,
        VectorView gradient,
        VectorView? velocity,
        VectorView squaredNorm,
        SgdMomentumOptions options);

    /// <summary>
    /// Makes one step of Adam: g' = s*g + λ*w with s as in <see cref="SgdMomentumStep"/>; m = β₁*m + (1-β₁)*g'; v =
    /// β₂*v + (1-β₂)*g'²; w -= η*(m/(1-β₁ᵗ))/(√(v/(1-β₂ᵗ)) + ε).
    /// </summary>
    /// <param name="values">w, [n].</param>
    /// <param name="gradient">g, [n].</param>
    /// <param name="firstMoment">m, [n].</param>
    /// <param name="secondMoment">v, [n].</param>
    /// <param name="squaredNorm">One element, on the device; unused without clipping.</param>
    /// <param name="options">η, β₁, β₂, ε, λ, c, t.</param>
    void AdamStep(
        VectorView values,
        VectorView gradient,
        VectorView firstMoment,
        VectorView secondMoment,
        VectorView squaredNorm,
        AdamOptions options);

    /// <summary>
    /// Moves a running average towards the weights, each by its own age: s_k = 1/max(1, n_k); n_k += 1; a_k = s_k*w_k +
    /// (1-s_k)*a_k. An average of age 0 or 1 becomes the weight; from then on it is the mean of the weights it has seen
    /// but the first.
    /// </summary>
    /// <param name="values">w, [n].</param>
    /// <param name="average">a, [n].</param>
    /// <param name="ages">n_k, [n], whole numbers; null for the same share everywhere.</param>
    /// <param name="share">s in (0, 1], where there are no ages.</param>
    void AverageStep(VectorView values, VectorView average, VectorView? ages, float share);
}

/// <summary>The numbers of one SGD step.</summary>
/// <param name="LearningRate">η.</param>
/// <param name="Momentum">μ in [0, 1); 0 for plain SGD.</param>
/// <param name="WeightDecay">λ, L2, added to the gradient after clipping.</param>
/// <param name="ClipNorm">c, the largest global gradient norm; positive infinity for none.</param>
public readonly record struct SgdMomentumOptions(
    float LearningRate, float Momentum, float WeightDecay, float ClipNorm);

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
