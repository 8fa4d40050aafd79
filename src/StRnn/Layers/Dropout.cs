using StRnn.Autograd;

namespace StRnn.Layers;

/// <summary>Inverted dropout with a fresh mask per step and element, as Zaremba et al. 2014 place it: never on the recurrence.</summary>
/// <param name="probability">p, the probability to drop, in [0, 1).</param>
/// <param name="stream">The random stream of this place in the model.</param>
public sealed class Dropout(float probability, uint stream)
{
    /// <summary>p.</summary>
    public float Probability { get; } = probability is >= 0 and < 1
        ? probability
        : throw new ArgumentOutOfRangeException(nameof(probability), $"Dropout {probability} is not in [0, 1).");

    /// <summary>Applies the layer; in evaluation it does nothing.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="x">[m, N].</param>
    /// <returns>[m, N].</returns>
    public Variable Forward(Tape tape, Variable x) => DropoutOperation.Apply(tape, x, Probability, stream);
}
