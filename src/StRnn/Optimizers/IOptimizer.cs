using StRnn.Autograd;

namespace StRnn.Optimizers;

/// <summary>Updates parameters from their gradients.</summary>
public interface IOptimizer : IDisposable
{
    /// <summary>The name in configurations and reports.</summary>
    string Name { get; }

    /// <summary>The names of the arrays it keeps per parameter, for checkpoints, for example <c>momentum</c>.</summary>
    IReadOnlyList<string> StateNames { get; }

    /// <summary>Updates all parameters once. No host read.</summary>
    /// <param name="parameters">The model's parameters, each with the gradient of this step.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="step">t, the number of the step in the run, from 1: the caller counts, so that an optimiser has nothing to resume.</param>
    void Step(IReadOnlyList<Parameter> parameters, double learningRate, long step);
}
