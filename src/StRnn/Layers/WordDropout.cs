using StRnn.Autograd;
using StRnn.Backends.Memory;

namespace StRnn.Layers;

/// <summary>
/// Dropout of whole words of the vocabulary, one draw per word and window. Source: Gal and Ghahramani 2016, section
/// 4.2.
/// </summary>
/// <param name="probability">The probability p to drop a word, in [0, 1).</param>
/// <param name="stream">The random stream of this layer; see <see cref="Randomness.RandomStreams.Dropout"/>.</param>
public sealed class WordDropout(float probability, uint stream)
{
    /// <summary>Gets the probability p to drop a word.</summary>
    public float Probability { get; } = probability is >= 0 and < 1
        ? probability
        : throw new ArgumentOutOfRangeException(nameof(probability), $"Dropout {probability} is not in [0, 1).");

    /// <summary>Applies dropout in training; returns the input unchanged in evaluation.</summary>
    /// <param name="tape">The tape that records the operation.</param>
    /// <param name="x">The embeddings of the words, [E, N].</param>
    /// <param name="ids">The word numbers, N integers.</param>
    /// <returns>The output, [E, N].</returns>
    public Variable Forward(Tape tape, Variable x, VectorView ids)
        => WordDropoutOperation.Apply(tape, x, ids, Probability, stream);
}
