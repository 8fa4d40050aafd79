using StRnn.Autograd;
using StRnn.Backends.Memory;
using StRnn.Layers;
using StRnn.Tensors;

namespace StRnn.Training;

/// <summary>A model with its data, as a <see cref="Trainer"/> sees them.</summary>
public interface ITrainingTask : IDisposable
{
    /// <summary>Gets the model's parameters, in the order that numbers their random streams.</summary>
    IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>
    /// Gets the rows and columns of the model that belong to each hidden unit; empty if it does not declare them.
    /// </summary>
    IReadOnlyList<UnitStructure> UnitStructures => [];

    /// <summary>
    /// Gets a value indicating whether the loss is a negative log likelihood in nats, so that exp(loss) is a
    /// perplexity. Metrics of other losses, such as a squared error, have none.
    /// </summary>
    bool HasPerplexity => false;

    /// <summary>Gets the state carried from step to step, by checkpoint name; may be empty.</summary>
    IReadOnlyList<KeyValuePair<string, Tensor>> CarriedState { get; }

    /// <summary>Gets the number of training steps per epoch.</summary>
    int StepsPerEpoch { get; }

    /// <summary>Gets the split that decides which epoch is best and when the learning rate falls.</summary>
    string ValidationSplit { get; }

    /// <summary>Gets the splits evaluated after training, with the best weights.</summary>
    IReadOnlyList<string> FinalSplits { get; }

    /// <summary>
    /// Gets the splits evaluated after the last epoch with its own weights, before any last topology update; may be
    /// empty.
    /// </summary>
    IReadOnlyList<string> LastEpochSplits { get; }

    /// <summary>Prepares for an epoch's first step: carried state becomes zero.</summary>
    void BeginEpoch();

    /// <summary>Runs one step forward on the tape, up to the loss.</summary>
    /// <param name="tape">A tape that has begun the step.</param>
    /// <param name="epoch">
    /// The number of the epoch, from 0. The order of an epoch depends on it, and not on earlier epochs.
    /// </param>
    /// <param name="stepInEpoch">The number of the step in the epoch, from 0.</param>
    /// <param name="lossSum">One element: the sum of the losses is added to it.</param>
    /// <returns>The amount of data in the step.</returns>
    StepSize Forward(Tape tape, int epoch, int stepInEpoch, VectorView lossSum);

    /// <summary>Evaluates a split without dropout.</summary>
    /// <param name="tape">A tape to run on.</param>
    /// <param name="split">The split's name.</param>
    Evaluation Evaluate(Tape tape, string split);

    /// <summary>Evaluates a split without dropout; a task whose splits take long should look at the token.</summary>
    /// <param name="tape">A tape to run on.</param>
    /// <param name="split">The split's name.</param>
    /// <param name="cancellation">Stops the evaluation.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    Evaluation Evaluate(Tape tape, string split, CancellationToken cancellation) => Evaluate(tape, split);
}

/// <summary>The amount of data in one training step.</summary>
/// <param name="Targets">The number of losses that were summed; the gradient is that of their mean.</param>
/// <param name="Tokens">
/// The number of time steps computed, over all streams; padding counts where it is computed.
/// </param>
public readonly record struct StepSize(int Targets, int Tokens);
