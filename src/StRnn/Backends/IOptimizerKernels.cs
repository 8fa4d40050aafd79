namespace StRnn.Backends;

/// <summary>Weight updates on flat arrays: one linear sweep over the values, whether they belong to a dense or a sparse weight.</summary>
public interface IOptimizerKernels
{
    /// <summary>result_0 += sum of x², accumulated in double by fixed blocks.</summary>
    /// <param name="x">Any floating-point vector.</param>
    /// <param name="result">One element.</param>
    void AddSquaredNorm(VectorView x, VectorView result);

    /// <summary>
    /// One step of SGD with momentum: g' = s*g + λ*w; v = μ*v + g'; w -= η*v, where s = min(1, c/||g||) and
    /// ||g||² = <paramref name="squaredNorm"/>, the squared norm of the gradient of all parameters together.
    /// </summary>
    /// <param name="values">w, [n].</param>
    /// <param name="gradient">g, [n].</param>
    /// <param name="velocity">v, [n]; null when μ is 0, and then w -= η*g'.</param>
    /// <param name="squaredNorm">One element, on the device, so that clipping needs no host read.</param>
    /// <param name="options">η, μ, λ, c.</param>
    void SgdMomentumStep(
        VectorView values, VectorView gradient, VectorView? velocity, VectorView squaredNorm, SgdMomentumOptions options);
}
