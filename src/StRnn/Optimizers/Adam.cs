using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Optimizers;

/// <summary>
/// Adam with L2 weight decay and clipping of the global gradient norm: g' = min(1, c/||g||)*g + λ*w; m = β₁*m +
/// (1-β₁)*g'; v = β₂*v + (1-β₂)*g'²; w -= η*(m/(1-β₁ᵗ))/(√(v/(1-β₂ᵗ)) + ε). Source: Kingma and Ba 2015, algorithm 1;
/// defaults as in Keras.
/// </summary>
/// <remarks>
/// Moments exist for connections only, and those of a new connection start at 0. t is the number of the optimiser step,
/// equal for all connections and independent of a connection's age. Late in a run, a regrown connection's first step is
/// therefore (1-β₁)/√(1-β₂) times η, 3.2 η with the defaults; under a steady gradient its steps grow to 6.6 η before
/// they return to η. Where a parameter has a <see cref="Parameter.Scale"/>, its η is multiplied by it; λ is not: it
/// enters the gradient, whose size Adam takes out.
/// </remarks>
public sealed class Adam : IOptimizer
{
    private const float MomentumEpsilon = 1e-8f;

    private readonly IBackend _backend;
    private readonly AdamOptions _options;
    private readonly GradientNorm _norm;

    /// <summary>Initializes a new instance of the <see cref="Adam"/> class.</summary>
    /// <param name="backend">The backend that holds the parameters.</param>
    /// <param name="beta1">The decay β₁ of the first moment, in [0, 1).</param>
    /// <param name="beta2">The decay β₂ of the second moment, in [0, 1).</param>
    /// <param name="epsilon">The constant ε added to the denominator, above 0.</param>
    /// <param name="weightDecay">The L2 weight decay λ, at least 0.</param>
    /// <param name="clipNorm">The largest gradient norm c, above 0; positive infinity for no clipping.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public Adam(
        IBackend backend,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-7,
        double weightDecay = 0,
        double clipNorm = double.PositiveInfinity)
    {
        ArgumentNullException.ThrowIfNull(backend);
        CheckDecay(beta1, nameof(beta1));
        CheckDecay(beta2, nameof(beta2));
        if (!(epsilon > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(epsilon), $"Epsilon {epsilon} is not above 0.");
        }

        GradientNorm.Check(weightDecay, clipNorm);
        _options = new AdamOptions(
            LearningRate: 0,
            (float)beta1,
            (float)beta2,
            (float)epsilon,
            (float)weightDecay,
            (float)clipNorm,
            Step: 1);
        _backend = backend;
        _norm = new GradientNorm(backend, clipNorm);
    }

    /// <inheritdoc/>
    public string Name => "adam";

    /// <inheritdoc/>
    public IReadOnlyList<string> StateNames => ["adam_m", "adam_v"];

    /// <inheritdoc/>
    public double ClipNorm => _options.ClipNorm;

    /// <inheritdoc/>
    public bool HasMomentum => true;

    /// <inheritdoc/>
    public bool NormalizesGradient => true;

    /// <inheritdoc/>
    public void ToMomentum(IReadOnlyList<Memory<float>> states)
    {
        ArgumentNullException.ThrowIfNull(states);
        var first = states[0].Span;
        var second = states[1].Span;
        for (int k = 0; k < first.Length; k++)
        {
            first[k] /= MathF.Sqrt(second[k]) + MomentumEpsilon;
        }
    }

    /// <inheritdoc/>
    public void Accumulate(VectorView gradient, IReadOnlyList<VectorView> states, VectorView zeros, long step)
    {
        ArgumentNullException.ThrowIfNull(states);
        _backend.Optimizer.AdamStep(
            zeros,
            gradient,
            states[0],
            states[1],
            _norm.Squared,
            _options with { LearningRate = 0, WeightDecay = 0, Step = step });
    }

    /// <inheritdoc/>
    public void Step(IReadOnlyList<Parameter> parameters, double learningRate, long step)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        _norm.Measure(parameters);

        foreach (var parameter in parameters)
        {
            parameter.CompleteGradient();
            _backend.Optimizer.AdamStep(
                parameter.Weight.Values,
                parameter.Gradient,
                parameter.States[0],
                parameter.States[1],
                _norm.Squared,
                _options with { LearningRate = (float)(learningRate * parameter.Scale.LearningRate), Step = step });
            parameter.Weight.MarkChanged();
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<double> TakeGradientNorms() => _norm.Take();

    /// <inheritdoc/>
    public void Dispose() => _norm.Dispose();

    private static void CheckDecay(double beta, string name)
    {
        if (!(beta is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(name, $"Adam's {name} {beta} is not in [0, 1).");
        }
    }
}
