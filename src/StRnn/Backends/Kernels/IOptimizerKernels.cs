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
}
