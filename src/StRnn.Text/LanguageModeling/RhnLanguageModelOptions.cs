using StRnn.Backends.Kernels;
using StRnn.Layers;

namespace StRnn.Text.LanguageModeling;

/// <summary>The shape of an RHN language model: V, E = H, D, four dropout probabilities and initial ranges.</summary>
public sealed record RhnLanguageModelOptions
{
    /// <summary>Gets the number of words in the vocabulary, V.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Gets the hidden size H, which is also the embedding size E.</summary>
    public required int Hidden { get; init; }

    /// <summary>Gets the recurrence depth D, the number of micro-layers per time step.</summary>
    public required int Depth { get; init; }

    /// <summary>Gets a value indicating whether the decoder's matrix is the embedding.</summary>
    public bool Tied { get; init; } = true;

    /// <summary>Gets the dropout probability p of whole words, one draw per word and window.</summary>
    public float EmbeddingDropout { get; init; }

    /// <summary>Gets the dropout probability p on the embeddings, one mask per window.</summary>
    public float InputDropout { get; init; }

    /// <summary>
    /// Gets the dropout probability p on the state in the recurrent products: one mask per window, shared by all depths
    /// and gates, and none on the carry path.
    /// </summary>
    public float HiddenDropout { get; init; }

    /// <summary>Gets the dropout probability p on the decoder's input, one mask per window.</summary>
    public float OutputDropout { get; init; }

    /// <summary>Gets the range r of the initial distribution U(-r, r) of the embedding and the decoder.</summary>
    public double EmbeddingRange { get; init; } = 0.1;

    /// <summary>Gets the range r of the initial distribution U(-r, r) of W and R_1 ... R_D.</summary>
    public double RecurrentRange { get; init; } = 0.1;

    /// <summary>Gets the initial bias of the transform gates.</summary>
    public double TransformBias { get; init; }

    /// <summary>Gets the activation φ of the micro-layers' candidate h.</summary>
    public CandidateActivation Candidate { get; init; }

    /// <summary>
    /// Gets what connections of several weights the sparse matrices have, all but the embedding's; null for one weight
    /// each.
    /// </summary>
    public UnitConnections? Connections { get; init; }
}
