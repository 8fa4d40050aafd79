using StRnn.Accounting;
using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.Layers;

namespace StRnn.Text.LanguageModeling;

/// <summary>
/// A word-level language model: an embedding, recurrent layers, and a decoder to logits over the vocabulary for the
/// next word.
/// </summary>
public abstract class LanguageModel : Layer
{
    /// <summary>Gets the number of words in the vocabulary, V.</summary>
    public abstract int VocabularySize { get; }

    /// <summary>Gets the rows and columns that belong to each hidden unit.</summary>
    public abstract IReadOnlyList<UnitStructure> UnitStructures { get; }

    /// <summary>Gets the decoder's matrix, [V, H]; the embedding itself if the two are tied.</summary>
    protected abstract Parameter DecoderWeight { get; }

    /// <summary>Gets the decoder's bias, [V, 1].</summary>
    protected abstract Parameter DecoderBias { get; }

    /// <summary>Allocates a zero state for B parallel sequences.</summary>
    /// <param name="backend">The backend that holds the state.</param>
    /// <param name="batch">The batch size B.</param>
    /// <returns>The state.</returns>
    public abstract RecurrentState NewState(IBackend backend, int batch);

    /// <summary>Runs a window forward and advances the state.</summary>
    /// <param name="tape">A tape that has begun a step.</param>
    /// <param name="ids">The word numbers, T*B integers ordered by time step, from <see cref="Tape.Integers"/>.</param>
    /// <param name="state">The carried state of B sequences, from <see cref="NewState"/>.</param>
    /// <returns>The logits, [V, T*B].</returns>
    public Variable Forward(Tape tape, VectorView ids, RecurrentState state)
        => LinearOperation.Apply(tape, DecoderWeight, DecoderBias, Outputs(tape, ids, state));

    /// <summary>Runs a window forward, advances the state, and sums the cross entropy of the next words.</summary>
    /// <param name="tape">A tape that has begun a step.</param>
    /// <param name="ids">The word numbers, T*B integers ordered by time step, from <see cref="Tape.Integers"/>.</param>
    /// <param name="state">The carried state of B sequences, from <see cref="NewState"/>.</param>
    /// <param name="targets">The next words, T*B integers.</param>
    /// <param name="lossSum">One element, to which the sum over the T*B words is added, in nats.</param>
    public void Loss(Tape tape, VectorView ids, RecurrentState state, VectorView targets, VectorView lossSum)
        => LinearSoftmaxCrossEntropyOperation.Apply(
            tape, DecoderWeight, DecoderBias, Outputs(tape, ids, state), targets, lossSum);

    /// <summary>
    /// Computes the bytes of activations that the forward and backward pass of a training step hold on the CPU backend,
    /// for a model that is only declared.
    /// </summary>
    /// <param name="batch">The batch size B.</param>
    /// <param name="steps">The number of time steps T.</param>
    /// <param name="isSparse">True if the model's matrices will be sparse.</param>
    /// <param name="keepsFactors">
    /// True if the step keeps the factors of its weight gradients, as a step with a dense gradient does.
    /// </param>
    /// <returns>The number of bytes.</returns>
    /// <exception cref="InvalidOperationException">The model has weights.</exception>
    public long ActivationLengthInBytes(int batch, int steps, bool isSparse, bool keepsFactors)
        => ActivationPlan.LengthInBytes(Parameters, isSparse, keepsFactors, (tape, lossSum) =>
        {
            int[] words = new int[batch * steps];
            using var state = NewState(tape.Backend, batch);
            Loss(tape, tape.Integers(words), state, tape.Integers(words), lossSum);
        });

    /// <summary>Computes the inputs of the decoder.</summary>
    /// <param name="tape">A tape that has begun a step.</param>
    /// <param name="ids">The word numbers, T*B integers.</param>
    /// <param name="state">The carried state.</param>
    /// <returns>The decoder's inputs, [H, T*B].</returns>
    protected abstract Variable Outputs(Tape tape, VectorView ids, RecurrentState state);
}
