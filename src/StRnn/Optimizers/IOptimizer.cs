using StRnn.Autograd;
using StRnn.Backends.Memory;

namespace StRnn.Optimizers;

/// <summary>Updates parameters from their gradients.</summary>
public interface IOptimizer : IDisposable
{
    /// <summary>Gets the optimiser's name in configurations and reports.</summary>
    string Name { get; }

    /// <summary>
    /// Gets the names of the state arrays kept for each parameter, for checkpoints; for example <c>momentum</c>.
    /// </summary>
    IReadOnlyList<string> StateNames { get; }

    /// <summary>
    /// Gets a value indicating whether the optimiser keeps a momentum, which some rules of sparse training need.
    /// </summary>
    bool HasMomentum { get; }

    /// <summary>
    /// Gets a value indicating whether steps have the size of the learning rate, whatever the gradient's, as Adam's;
    /// SGD's are proportional to the gradient.
    /// </summary>
    bool NormalizesGradient => false;

    /// <summary>Gets the gradient norm to which greater ones are clipped; positive infinity for none.</summary>
    double ClipNorm => double.PositiveInfinity;

    /// <summary>Converts state arrays to the momentum they represent: v of SGD, m/(√v + 1e-8) of Adam.</summary>
    /// <param name="states">
    /// The state arrays, one for each of <see cref="StateNames"/>; the first one is overwritten with the momentum.
    /// </param>
    /// <exception cref="InvalidOperationException">The optimiser keeps no momentum.</exception>
    void ToMomentum(IReadOnlyList<Memory<float>> states);

    /// <summary>
    /// Updates state arrays by a gradient that belongs to no weight, as <see cref="Step"/> updates those of weights.
    /// Reads nothing back to the host.
    /// </summary>
    /// <param name="gradient">The gradient, [n].</param>
    /// <param name="states">The state arrays, [n] each, one for each of <see cref="StateNames"/>.</param>
    /// <param name="zeros">An array of n zeros, which stay zeros.</param>
    /// <param name="step">
    /// The number t of the preceding <see cref="Step"/>, whose gradient norm also clips here.
    /// </param>
    void Accumulate(VectorView gradient, IReadOnlyList<VectorView> states, VectorView zeros, long step);

    /// <summary>Updates all parameters once. Reads nothing back to the host.</summary>
    /// <param name="parameters">The model's parameters, each with the gradient of this step.</param>
    /// <param name="learningRate">The learning rate η.</param>
    /// <param name="step">
    /// The number t of the step, from 1, counted since the optimiser last restarted. The caller counts, so that an
    /// optimiser has no counter to resume.
    /// </param>
    void Step(IReadOnlyList<Parameter> parameters, double learningRate, long step);

    /// <summary>
    /// Reads the global gradient norms of the steps since the last call, before clipping; blocks until the backend is
    /// done.
    /// </summary>
    /// <returns>
    /// The norms, oldest first, of the newest 256 steps at most; none where the optimiser measures none, as without
    /// clipping.
    /// </returns>
    IReadOnlyList<double> TakeGradientNorms() => [];
}
