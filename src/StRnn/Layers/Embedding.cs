using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Layers;

/// <summary>An embedding matrix [V, E], dense, or sparse with nnz/V connections per word on average.</summary>
public sealed class Embedding : Layer
{
    /// <summary>
    /// Initializes a new instance of the <see cref="Embedding"/> class without allocating its weight.
    /// </summary>
    /// <param name="name">The prefix of the parameter's name, for example <c>embedding</c>.</param>
    /// <param name="vocabularySize">The number of words V.</param>
    /// <param name="width">The embedding size E.</param>
    /// <param name="initialRange">The range r of the initial distribution U(-r, r).</param>
    /// <param name="tied">
    /// True if a decoder multiplies by this matrix too: one tensor with one pattern, whose gradient sums both uses.
    /// </param>
    public Embedding(string name, int vocabularySize, int width, double initialRange, bool tied = false)
    {
        var uses = tied
            ? WeightUses.RowGather | WeightUses.Product | WeightUses.TransposedProduct
            : WeightUses.RowGather;
        Weight = new Parameter(new ParameterSpec($"{name}.weight", vocabularySize, width, uses, initialRange)
        {
            Role = tied ? ParameterRole.TiedEmbedding : ParameterRole.Embedding,
        });
    }

    /// <summary>Gets the embedding matrix, [V, E].</summary>
    public Parameter Weight { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [Weight];

    /// <summary>Looks up the embeddings of words.</summary>
    /// <param name="tape">The tape that records the operation.</param>
    /// <param name="ids">The word numbers, T*B integers.</param>
    /// <returns>The embeddings, [E, T*B].</returns>
    public Variable Forward(Tape tape, VectorView ids) => EmbeddingOperation.Apply(tape, Weight, ids);
}
