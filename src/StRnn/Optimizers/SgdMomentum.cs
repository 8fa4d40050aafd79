using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Optimizers;

/// <summary>
/// SGD with momentum (not Nesterov), L2 weight decay and clipping of the global gradient norm:
/// g' = min(1, c/||g||)*g + λ*w; v = μ*v + g'; w -= η*v. Where a parameter has a <see cref="Parameter.Scale"/> f, its
/// η is multiplied and its λ divided by f.
/// </summary>
public sealed class SgdMomentum : IOptimizer
{
    private readonly IBackend _backend;
    private readonly double _momentum;
    private readonly double _weightDecay;
    private readonly double _clipNorm;
    private readonly GradientNorm _norm;

    /// <summary>Initializes a new instance of the <see cref="SgdMomentum"/> class.</summary>
    /// <param name="backend">The backend that holds the parameters.</param>
    /// <param name="momentum">The momentum μ, in [0, 1); with 0, no state is kept.</param>
    /// <param name="weightDecay">The L2 weight decay λ, at least 0.</param>
    /// <param name="clipNorm">The largest gradient norm c, above 0; positive infinity for no clipping.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public SgdMomentum(
        IBackend backend, double momentum = 0, double weightDecay = 0, double clipNorm = double.PositiveInfinity)
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
        _norm = new GradientNorm(backend, clipNorm);
    }

    /// <inheritdoc/>
    public string Name => "sgd";

    /// <inheritdoc/>
    public IReadOnlyList<string> StateNames => _momentum > 0 ? ["momentum"] : [];

    /// <inheritdoc/>
    public double ClipNorm => _clipNorm;

    /// <inheritdoc/>
    public bool HasMomentum => _momentum > 0;

    /// <inheritdoc/>
    public void ToMomentum(IReadOnlyList<Memory<float>> states)
    {
        if (!HasMomentum)
        {
            throw new InvalidOperationException("SGD without momentum has no momentum to read.");
        }
    }

    /// <inheritdoc/>
    public void Accumulate(VectorView gradient, IReadOnlyList<VectorView> states, VectorView zeros, long step)
    {
        ArgumentNullException.ThrowIfNull(states);
        _backend.Optimizer.SgdMomentumStep(
            zeros,
            gradient,
            states[0],
            _norm.Squared,
            new SgdMomentumOptions(LearningRate: 0, (float)_momentum, WeightDecay: 0, (float)_clipNorm));
    }

    /// <inheritdoc/>
    public void Step(IReadOnlyList<Parameter> parameters, double learningRate, long step)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _norm.Measure(parameters);
        foreach (var parameter in parameters)
        {
            // A factor of the rate is none of the decay: η*λ, the share by which a step shrinks weights, stays.
            double scale = parameter.Scale.LearningRate;
            var options = new SgdMomentumOptions(
                (float)(learningRate * scale), (float)_momentum, (float)(_weightDecay / scale), (float)_clipNorm);
            parameter.CompleteGradient();
            _backend.Optimizer.SgdMomentumStep(
                parameter.Weight.Values,
                parameter.Gradient,
                _momentum > 0 ? parameter.States[0] : null,
                _norm.Squared,
                options);
            parameter.Weight.MarkChanged();
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<double> TakeGradientNorms() => _norm.Take();

    /// <inheritdoc/>
    public void Dispose() => _norm.Dispose();
}
