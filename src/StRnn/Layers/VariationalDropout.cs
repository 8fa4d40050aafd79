using StRnn.Autograd;

namespace StRnn.Layers;

/// <summary>
/// Inverted dropout with one mask of [m, B] for all time steps of a window. Source: Gal and Ghahramani 2016.
/// </summary>
/// <param name="probability">The probability p to drop an element, in [0, 1).</param>
/// <param name="stream">The random stream of this layer; see <see cref="Randomness.RandomStreams.Dropout"/>.</param>
public sealed class VariationalDropout(float probability, uint stream)
{
    /// <summary>Gets the probability p to drop an element.</summary>
    public float Probability { get; } = probability is >= 0 and < 1
        ? probability
        : throw new ArgumentOutOfRangeException(nameof(probability), $"Dropout {probability} is not in [0, 1).");

    /// <summary>Applies dropout in training; returns the input unchanged in evaluation.</summary>
    /// <param name="tape">The tape that records the operation.</param>
    /// <param name="x">The input sequence, [m, T*B].</param>
    /// <param name="batch">The batch size B.</param>
    /// <returns>The output, [m, T*B].</returns>
    public Variable Forward(Tape tape, Variable x, int batch)
        => DropoutOperation.Apply(tape, x, Probability, stream, batch);
}
