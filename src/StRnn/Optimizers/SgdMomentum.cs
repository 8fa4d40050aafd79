using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Optimizers;

/// <summary>
/// SGD with momentum (not Nesterov), L2 weight decay and clipping of the global gradient norm:
/// g' = min(1, c/||g||)*g + λ*w; v = μ*v + g'; w -= η*v.
/// </summary>
public sealed class SgdMomentum : IOptimizer
{
    private readonly IBackend _backend;
    private readonly double _momentum;
    private readonly double _weightDecay;
    private readonly double _clipNorm;
    private readonly GradientNorm _norm;

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

        GradientNorm.Check(weightDecay, clipNorm);
        _backend = backend;
        _momentum = momentum;
        _weightDecay = weightDecay;
        _clipNorm = clipNorm;
        _norm = new GradientNorm(backend);
    }

    /// <inheritdoc/>
    public string Name => "sgd";

    /// <inheritdoc/>
    public IReadOnlyList<string> StateNames => _momentum > 0 ? ["momentum"] : [];

    /// <inheritdoc/>
    public bool HasMomentum => _momentum > 0;

    /// <inheritdoc/>
    public void ToMomentum(IReadOnlyList<Memory<float>> states)
    {
        if (!HasMomentum)
        {
            throw new InvalidOperationException("SGD without momentum has none to look at.");
        }
    }

    /// <inheritdoc/>
    public void Accumulate(VectorView gradient, IReadOnlyList<VectorView> states, VectorView zeros, long step)
    {
        ArgumentNullException.ThrowIfNull(states);
        _backend.Optimizer.SgdMomentumStep(
            zeros, gradient, states[0], _norm.Squared, new SgdMomentumOptions(0, (float)_momentum, 0, (float)_clipNorm));
    }

    /// <inheritdoc/>
    public void Step(IReadOnlyList<Parameter> parameters, double learningRate, long step)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (double.IsFinite(_clipNorm))
        {
            _norm.Measure(parameters);
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
                _norm.Squared,
                options);
            parameter.Weight.MarkChanged();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _norm.Dispose();
}
