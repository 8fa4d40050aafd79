using StRnn.Autograd;
using StRnn.Backends.Memory;

namespace StRnn.Optimizers;

/// <summary>Updates parameters from their gradients.</summary>
public interface IOptimizer : IDisposable
{
    /// <summary>The name in configurations and reports.</summary>
    string Name { get; }

    /// <summary>The names of the arrays it keeps per parameter, for checkpoints, for example <c>momentum</c>.</summary>
    IReadOnlyList<string> StateNames { get; }

    /// <summary>Whether it keeps a momentum, which some rules of sparse training look at.</summary>
    bool HasMomentum { get; }

    /// <summary>The momentum that state arrays stand for: v of SGD, m/(√v + 1e-8) of Adam.</summary>
    /// <param name="states">The state arrays, as many as there are <see cref="StateNames"/>; the momentum is written over the first.</param>
    /// <exception cref="InvalidOperationException">The optimiser keeps no momentum.</exception>
    void ToMomentum(IReadOnlyList<Memory<float>> states);

    /// <summary>Updates state arrays by a gradient that belongs to no weight, as <see cref="Step"/> did those of the weights. No host read.</summary>
    /// <param name="gradient">[n].</param>
    /// <param name="states">[n] each, as many as there are <see cref="StateNames"/>.</param>
    /// <param name="zeros">[n] zeros, which stay zeros.</param>
    /// <param name="step">t of the <see cref="Step"/> before, whose gradient norm also clips here.</param>
    void Accumulate(VectorView gradient, IReadOnlyList<VectorView> states, VectorView zeros, long step);

    /// <summary>Updates all parameters once. No host read.</summary>
    /// <param name="parameters">The model's parameters, each with the gradient of this step.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="step">t, the number of the step in the run, from 1: the caller counts, so that an optimiser has nothing to resume.</param>
    void Step(IReadOnlyList<Parameter> parameters, double learningRate, long step);
}
