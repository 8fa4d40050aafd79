using StRnn.Autograd;
using StRnn.Layers;

namespace StRnn.Sparsity;

/// <summary>What a method does in every step besides the optimiser: a penalty or noise on the gradients, a threshold on the weights.</summary>
public interface IStepRule
{
    /// <summary>The name in configurations and reports.</summary>
    string Name { get; }

    /// <summary>Runs once, before the first step.</summary>
    /// <param name="structures">Which rows and columns of the model belong to a hidden unit; empty where the model does not say.</param>
    void Begin(IReadOnlyList<UnitStructure> structures)
    {
    }

    /// <summary>Runs between the backward pass and the optimiser's step.</summary>
    /// <param name="tape">The tape, whose memory lasts until the next step.</param>
    /// <param name="parameters">The model's parameters, with the gradients of this step.</param>
    /// <param name="step">Optimiser steps done before.</param>
    /// <param name="totalSteps">Optimiser steps of the whole run.</param>
    void BeforeUpdate(Tape tape, IReadOnlyList<Parameter> parameters, long step, long totalSteps);

    /// <summary>Runs after the optimiser's step.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="parameters">The model's parameters.</param>
    void AfterUpdate(Tape tape, IReadOnlyList<Parameter> parameters);
}
