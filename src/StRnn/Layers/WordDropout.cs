using StRnn.Autograd;
using StRnn.Backends.Memory;

namespace StRnn.Layers;

/// <summary>Drops whole words of the vocabulary, one draw per word and window. Source: Gal and Ghahramani 2016, section 4.2.</summary>
/// <param name="probability">p, the probability to drop, in [0, 1).</param>
/// <param name="stream">The random stream of this place in the model.</param>
public sealed class WordDropout(float probability, uint stream)
{
    /// <summary>p.</summary>
    public float Probability { get; } = probability is >= 0 and < 1
        ? probability
        : throw new ArgumentOutOfRangeException(nameof(probability), $"Dropout {probability} is not in [0, 1).");

    /// <summary>Applies the layer; in evaluation it does nothing.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">The words' vectors, [E, N].</param>
    /// <param name="ids">N word numbers.</param>
    /// <returns>[E, N].</returns>
    public Variable Forward(Tape tape, Variable x, VectorView ids) => WordDropoutOperation.Apply(tape, x, ids, Probability, stream);
}
