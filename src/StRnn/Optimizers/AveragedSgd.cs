using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Memory;

namespace StRnn.Optimizers;

/// <summary>
/// Nonmonotonically triggered averaged SGD: SGD at a constant rate, and once the validation loss has not fallen for n
/// epochs, a running average a of the weights w beside it: n_k += 1; a_k = w_k for n_k of 1 or 2, else a_k += (w_k -
/// a_k)/(n_k - 1). NT-ASGD (Merity et al. 2018, arXiv 1708.02182) counts one n for all weights; SNT-ASGD (Liu et al.
/// 2021, Selfish-RNN, arXiv 2101.09048) counts the steps of each connection from when it came, so that the average of a
/// new one does not begin with the zeros before it.
/// </summary>
/// <remarks>State: the average, and for SNT-ASGD the ages, for connections only.</remarks>
public sealed class AveragedSgd : IAveragingOptimizer
{
    /// <summary>The epochs n of both papers.</summary>
    public const int PublishedInterval = 5;

    private const string Ages = "age";

    private readonly IBackend _backend;
    private readonly SgdMomentum _sgd;
    private readonly bool _restarts;
    private readonly int _interval;

    /// <summary>Initializes a new instance of the <see cref="AveragedSgd"/> class.</summary>
    /// <param name="backend">The backend that holds the parameters.</param>
    /// <param name="restarts">
    /// True for SNT-ASGD, where the average of a new connection starts anew; false for NT-ASGD.
    /// </param>
    /// <param name="interval">The nonmonotone interval n in epochs, at least 1.</param>
    /// <param name="weightDecay">The L2 weight decay λ, at least 0.</param>
    /// <param name="clipNorm">The largest gradient norm c, above 0; positive infinity for no clipping.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public AveragedSgd(
        IBackend backend,
        bool restarts,
        int interval = PublishedInterval,
        double weightDecay = 0,
        double clipNorm = double.PositiveInfinity)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, 1);
        _backend = backend;
        _restarts = restarts;
        _interval = interval;
        _sgd = new SgdMomentum(backend, momentum: 0, weightDecay, clipNorm);
    }

    /// <inheritdoc/>
    public string Name => _restarts ? "snt-asgd" : "nt-asgd";

    /// <inheritdoc/>
    public IReadOnlyList<string> StateNames
        => _restarts ? [IAveragingOptimizer.AverageName, Ages] : [IAveragingOptimizer.AverageName];

    /// <inheritdoc/>
    public AveragingState State { get; private set; } = new();

    /// <inheritdoc/>
    public double ClipNorm => _sgd.ClipNorm;

    /// <inheritdoc/>
    public bool HasMomentum => false;

    /// <inheritdoc/>
    public void EndEpoch(double? validationLoss)
    {
        if (validationLoss is { } loss)
        {
            State = State.After(loss, _interval);
        }
    }

    /// <inheritdoc/>
    public void Restore(AveragingState? state) => State = state ?? new AveragingState();

    /// <inheritdoc/>
    public void ToMomentum(IReadOnlyList<Memory<float>> states) => _sgd.ToMomentum(states);

    /// <inheritdoc/>
    public void Accumulate(VectorView gradient, IReadOnlyList<VectorView> states, VectorView zeros, long step)
        => throw new InvalidOperationException($"{Name} has no momentum to accumulate.");

    /// <inheritdoc/>
    public void Step(IReadOnlyList<Parameter> parameters, double learningRate, long step)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _sgd.Step(parameters, learningRate, step);
        if (!State.IsAveraging)
        {
            return;
        }

        float share = (float)(1.0 / Math.Max(1, State.Steps));
        foreach (var parameter in parameters)
        {
            _backend.Optimizer.AverageStep(
                parameter.Weight.Values, parameter.States[0], _restarts ? parameter.States[1] : null, share);
        }

        State = State with { Steps = State.Steps + 1 };
    }

    /// <inheritdoc/>
    public IReadOnlyList<double> TakeGradientNorms() => _sgd.TakeGradientNorms();

    /// <inheritdoc/>
    public void Dispose() => _sgd.Dispose();
}
