using StRnn.Autograd;
using StRnn.Layers;

namespace StRnn.Sparsity;

/// <summary>
/// A rule that a method applies in every step besides the optimiser: a penalty on the gradients, a threshold or noise
/// on the weights.
/// </summary>
public interface IStepRule
{
    /// <summary>Gets the name in configurations and reports.</summary>
    string Name { get; }

    /// <summary>Runs once, before the first step.</summary>
    /// <param name="structures">
    /// The rows and columns of the model that belong to each hidden unit; empty if the model does not declare them.
    /// </param>
    void Begin(IReadOnlyList<UnitStructure> structures)
    {
    }

    /// <summary>Runs between the backward pass and the optimiser's step.</summary>
    /// <param name="tape">The tape, whose memory lasts until the next step.</param>
    /// <param name="parameters">The model's parameters, with the gradients of this step.</param>
    /// <param name="moment">The step's place in the run.</param>
    void BeforeUpdate(Tape tape, IReadOnlyList<Parameter> parameters, StepMoment moment);

    /// <summary>Runs after the optimiser's step.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="parameters">The model's parameters.</param>
    /// <param name="moment">The step's place in the run.</param>
    void AfterUpdate(Tape tape, IReadOnlyList<Parameter> parameters, StepMoment moment);
}

/// <summary>The place of a training step in its run.</summary>
/// <param name="Step">The number of training steps done before, those included that a topology update replaced.</param>
/// <param name="TotalSteps">The number of training steps of the whole run.</param>
/// <param name="LearningRate">η of the step.</param>
public readonly record struct StepMoment(long Step, long TotalSteps, double LearningRate);
