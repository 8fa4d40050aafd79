using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Layers;

/// <summary>A table of word vectors, [V, E]; dense, or sparse with nnz/V active entries a word on average.</summary>
public sealed class Embedding : Layer
{
    /// <summary>Declares the layer.</summary>
    /// <param name="name">The parameter prefix, for example <c>embedding</c>.</param>
    /// <param name="vocabularySize">V.</param>
    /// <param name="width">E.</param>
    /// <param name="initialRange">r of U(-r, r).</param>
    /// <param name="tied">Whether a decoder multiplies with the same matrix: one tensor, one pattern, a gradient that sums both uses.</param>
    public Embedding(string name, int vocabularySize, int width, double initialRange, bool tied = false)
    {
        var uses = tied
            ? WeightUses.RowGather | WeightUses.Product | WeightUses.TransposedProduct
            : WeightUses.RowGather;
        Weight = new Parameter($"{name}.weight", vocabularySize, width, uses, initialRange);
    }

    /// <summary>The table.</summary>
    public Parameter Weight { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [Weight];

    /// <summary>Looks words up.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="ids">T*B word numbers.</param>
    /// <returns>[E, T*B].</returns>
    public Variable Forward(Tape tape, VectorView ids) => EmbeddingOperation.Apply(tape, Weight, ids);
}
