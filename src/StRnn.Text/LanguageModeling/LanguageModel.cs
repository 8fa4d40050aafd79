using StRnn.Accounting;
using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.Layers;

namespace StRnn.Text.LanguageModeling;

/// <summary>A word-level language model: word vectors, a recurrent part, and a decoder to logits over the vocabulary for the next word.</summary>
public abstract class LanguageModel : Layer
{
    /// <summary>V.</summary>
    public abstract int VocabularySize { get; }

    /// <summary>Which rows and columns belong to each hidden unit.</summary>
    public abstract IReadOnlyList<UnitStructure> UnitStructures { get; }

    /// <summary>The decoder's matrix, [V, H]; the table of word vectors itself where they are tied.</summary>
    protected abstract Parameter DecoderWeight { get; }

    /// <summary>The decoder's bias, [V, 1].</summary>
    protected abstract Parameter DecoderBias { get; }

    /// <summary>Allocates a zero state for B parallel streams.</summary>
    /// <param name="backend">Where it lives.</param>
    /// <param name="batch">B.</param>
    public abstract RecurrentState NewState(IBackend backend, int batch);

    /// <summary>Runs a window forward and advances the state.</summary>
    /// <param name="tape">A tape that has begun the step.</param>
    /// <param name="ids">T*B word numbers, step by step, from <see cref="Tape.Integers"/>.</param>
    /// <param name="state">The carried state of B streams, from <see cref="NewState"/>.</param>
    /// <returns>Logits, [V, T*B].</returns>
    public Variable Forward(Tape tape, VectorView ids, RecurrentState state)
        => LinearOperation.Apply(tape, DecoderWeight, DecoderBias, Outputs(tape, ids, state));

    /// <summary>Runs a window forward, advances the state, and adds up the cross entropy of the next words.</summary>
    /// <param name="tape">A tape that has begun the step.</param>
    /// <param name="ids">T*B word numbers, step by step, from <see cref="Tape.Integers"/>.</param>
    /// <param name="state">The carried state of B streams, from <see cref="NewState"/>.</param>
    /// <param name="targets">The words that follow, T*B.</param>
    /// <param name="lossSum">One element: the sum over the T*B words is added to it, in nats.</param>
    public void Loss(Tape tape, VectorView ids, RecurrentState state, VectorView targets, VectorView lossSum)
        => LinearSoftmaxCrossEntropyOperation.Apply(
            tape, DecoderWeight, DecoderBias, Outputs(tape, ids, state), targets, lossSum);

    /// <summary>Bytes of activations that forward and backward pass of a training step hold on the CPU backend, of a model that is only declared.</summary>
    /// <param name="batch">B.</param>
    /// <param name="steps">T.</param>
    /// <param name="isSparse">Whether its matrices will be sparse.</param>
    /// <param name="keepsFactors">Whether the step keeps the factors of its weight gradients, as one with a dense gradient does.</param>
    /// <exception cref="InvalidOperationException">The model has weights.</exception>
    public long ActivationLengthInBytes(int batch, int steps, bool isSparse, bool keepsFactors)
        => ActivationPlan.LengthInBytes(Parameters, isSparse, keepsFactors, (tape, lossSum) =>
        {
            int[] words = new int[batch * steps];
            using var state = NewState(tape.Backend, batch);
            Loss(tape, tape.Integers(words), state, tape.Integers(words), lossSum);
        });

    /// <summary>Everything up to the decoder.</summary>
    /// <param name="tape">A tape that has begun the step.</param>
    /// <param name="ids">T*B word numbers.</param>
    /// <param name="state">The carried state.</param>
    /// <returns>[H, T*B].</returns>
    protected abstract Variable Outputs(Tape tape, VectorView ids, RecurrentState state);
}
