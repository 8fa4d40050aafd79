using StRnn.Autograd;

namespace StRnn.Layers;

/// <summary>
/// Inverted dropout with a fresh mask per step and element, on non-recurrent connections only. Source: Zaremba et al.
/// 2014.
/// </summary>
/// <param name="probability">The probability p to drop an element, in [0, 1).</param>
/// <param name="stream">The random stream of this layer; see <see cref="Randomness.RandomStreams.Dropout"/>.</param>
public sealed class Dropout(float probability, uint stream)
{
    /// <summary>Gets the probability p to drop an element.</summary>
    public float Probability { get; } = probability is >= 0 and < 1
        ? probability
        : throw new ArgumentOutOfRangeException(nameof(probability), $"Dropout {probability} is not in [0, 1).");

    /// <summary>Applies dropout in training; returns the input unchanged in evaluation.</summary>
    /// <param name="tape">The tape that records the operation.</param>
    /// <param name="x">The input, [m, N].</param>
    /// <returns>The output, [m, N].</returns>
    public Variable Forward(Tape tape, Variable x) => DropoutOperation.Apply(tape, x, Probability, stream);
}
