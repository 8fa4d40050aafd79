using StRnn.Autograd;

namespace StRnn.Layers;

/// <summary>Inverted dropout with one mask of [m, B] for all steps of a window. Source: Gal and Ghahramani 2016.</summary>
/// <param name="probability">p, the probability to drop, in [0, 1).</param>
/// <param name="stream">The random stream of this place in the model.</param>
public sealed class VariationalDropout(float probability, uint stream)
{
    /// <summary>p.</summary>
    public float Probability { get; } = probability is >= 0 and < 1
        ? probability
        : throw new ArgumentOutOfRangeException(nameof(probability), $"Dropout {probability} is not in [0, 1).");

    /// <summary>Applies the layer; in evaluation it does nothing.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[m, T*B].</param>
    /// <param name="batch">B.</param>
    /// <returns>[m, T*B].</returns>
    public Variable Forward(Tape tape, Variable x, int batch) => DropoutOperation.Apply(tape, x, Probability, stream, batch);
}
