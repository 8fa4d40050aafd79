using StRnn.Backends.Kernels;
using StRnn.Layers;
using StRnn.Layers.Cells.Lstm;

namespace StRnn.Text.LanguageModeling;

/// <summary>
/// The shape of a language model of stacked recurrent layers: cell, V, E, H, L, dropout and initial ranges.
/// </summary>
public record RecurrentLanguageModelOptions
{
    /// <summary>Gets the cell of all layers.</summary>
    public RecurrentCell Cell { get; init; } = new LstmCell();

    /// <summary>Gets the number of words in the vocabulary, V.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>
    /// Gets the hidden size H, which is also the embedding size E unless <see cref="Embedding"/> is set.
    /// </summary>
    public required int Hidden { get; init; }

    /// <summary>Gets the embedding size E; null for H.</summary>
    public int? Embedding { get; init; }

    /// <summary>
    /// Gets the hidden size H of each layer; null for L layers of equal H. Layers of different sizes occur in the
    /// remainder of a model whose units have vanished.
    /// </summary>
    public IReadOnlyList<int>? Widths { get; init; }

    /// <summary>
    /// Gets the hidden size H of each layer, from <see cref="Widths"/> or else from <see cref="Hidden"/> and
    /// <see cref="Layers"/>.
    /// </summary>
    public IReadOnlyList<int> LayerWidths => Widths ?? [.. Enumerable.Repeat(Hidden, Layers)];

    /// <summary>Gets the number of layers L.</summary>
    public required int Layers { get; init; }

    /// <summary>
    /// Gets the dropout probability p on the embeddings, between the layers and on the last layer's output; there is no
    /// dropout on the recurrence.
    /// </summary>
    public float Dropout { get; init; }

    /// <summary>Gets the range r of the initial distribution U(-r, r) of the embedding and the decoder.</summary>
    public double EmbeddingRange { get; init; } = 0.1;

    /// <summary>Gets the range r of the initial distribution U(-r, r) of the layers' matrices.</summary>
    public double RecurrentRange { get; init; } = 0.1;

    /// <summary>
    /// Gets a value indicating whether each gate's matrix has its own number of connections, as in Keras; otherwise a
    /// layer's gates share theirs.
    /// </summary>
    public bool SeparateGates { get; init; }

    /// <summary>
    /// Gets what connections of several weights the sparse matrices have, all but the embedding's; null for one weight
    /// each.
    /// </summary>
    public UnitConnections? Connections { get; init; }

    /// <summary>
    /// Gets a value indicating whether the decoder is the embedding's table: one tensor with one pattern, whose
    /// gradient sums both uses. The embedding is then as wide as the last layer.
    /// </summary>
    public bool Tied { get; init; }

    /// <summary>Gets the activation φ of the cells' candidate; null for that of the published cell.</summary>
    public CandidateActivation? Candidate { get; init; }
}
