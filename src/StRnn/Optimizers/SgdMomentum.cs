using StRnn.Autograd;
using StRnn.Backends;

namespace StRnn.Optimizers;

/// <summary>
/// SGD with momentum (not Nesterov), L2 weight decay and clipping of the global gradient norm:
/// g' = min(1, c/||g||)*g + λ*w; v = μ*v + g'; w -= η*v.
/// </summary>
/// <remarks>
/// ||g|| runs over all parameters together and, for sparse weights, over their connections only: a masked-dense trainer's norm also
/// counts the gradient where there is no connection, and is larger.
/// </remarks>
public sealed class SgdMomentum : IOptimizer
{
    private readonly double _momentum;
    private readonly double _weightDecay;
    private readonly double _clipNorm;
    private readonly DeviceBuffer _squaredNorm;

    /// <summary>Creates the optimiser.</summary>
    /// <param name="backend">Where the parameters live.</param>
    /// <param name="momentum">μ in [0, 1); 0 keeps no state.</param>
    /// <param name="weightDecay">λ, at least 0.</param>
    /// <param name="clipNorm">c, above 0; positive infinity for no clipping.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public SgdMomentum(IBackend backend, double momentum = 0, double weightDecay = 0, double clipNorm = double.PositiveInfinity)
    {
        ArgumentNullException.ThrowIfNull(backend);
        if (!(momentum is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(momentum), $"Momentum {momentum} is not in [0, 1).");
        }

        if (!(weightDecay >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(weightDecay), $"Weight decay {weightDecay} is below 0.");
        }

        if (!(clipNorm > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(clipNorm), $"Clip norm {clipNorm} is not above 0.");
        }

        _momentum = momentum;
        _weightDecay = weightDecay;
        _clipNorm = clipNorm;
        _squaredNorm = backend.Allocate(backend.Info.ElementType, 1);
    }

    /// <inheritdoc/>
    public string Name => "sgd";

    /// <inheritdoc/>
    public IReadOnlyList<string> StateNames => _momentum > 0 ? ["momentum"] : [];

    /// <inheritdoc/>
    public void Step(IReadOnlyList<Parameter> parameters, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var squaredNorm = new VectorView(_squaredNorm);
        if (double.IsFinite(_clipNorm))
        {
            MeasureGradient(parameters, squaredNorm);
        }

        var options = new SgdMomentumOptions(
            (float)learningRate, (float)_momentum, (float)_weightDecay, (float)_clipNorm);
        foreach (var parameter in parameters)
        {
            parameter.CompleteGradient();
            parameter.Weight.Backend.Optimizer.SgdMomentumStep(
                parameter.Weight.Values,
                parameter.Gradient,
                _momentum > 0 ? parameter.States[0] : null,
                squaredNorm,
                options);
            parameter.Weight.MarkChanged();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _squaredNorm.Dispose();

    private static void MeasureGradient(IReadOnlyList<Parameter> parameters, VectorView squaredNorm)
    {
        if (parameters.Count > 0)
        {
            parameters[0].Weight.Backend.Dense.Fill(squaredNorm, 0);
        }

        foreach (var parameter in parameters)
        {
            parameter.CompleteGradient();
            parameter.Weight.Backend.Optimizer.AddSquaredNorm(parameter.Gradient, squaredNorm);
        }
    }
}
