using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Autograd;

/// <summary>Embedding lookup: column j of Y is row ids[j] of W.</summary>
public static class EmbeddingOperation
{
    /// <summary>Applies the operation.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="weight">W, [V, E], dense or sparse.</param>
    /// <param name="ids">T*B row numbers, from <see cref="Tape.Integers"/>.</param>
    /// <returns>Y, [E, T*B].</returns>
    public static Variable Apply(Tape tape, Parameter weight, VectorView ids)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(weight);
        var y = tape.Rent(weight.Columns, checked((int)ids.Length));
        tape.WeightOf(weight).GatherRows(ids, y);
        return tape.Record(y, output => new Node(weight, ids, output));
    }

    private sealed class Node(Parameter weight, VectorView ids, Variable y) : TapeNode
    {
        public override void Backward(Tape tape)
        {
            if (y.Gradient is not { } dy)
            {
                return;
            }

            tape.AddLookupGradient(weight, ids, dy);
        }
    }
}
