using StRnn.Layers;
using StRnn.Layers.Cells.Lstm;

namespace StRnn.Text.Tagging;

/// <summary>The shape of a tagger: V, E, H, L, number of tags and dropout.</summary>
public sealed record TokenTaggerOptions
{
    /// <summary>Gets the number of words in the vocabulary, V.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Gets the number of tags C, at least 2.</summary>
    public required int Tags { get; init; }

    /// <summary>Gets the cell of all layers.</summary>
    public RecurrentCell Cell { get; init; } = new LstmCell();

    /// <summary>
    /// Gets a value indicating whether each layer reads a sentence in both directions, so that a tag also depends on
    /// the words behind its own.
    /// </summary>
    public bool IsBidirectional { get; init; }

    /// <summary>Gets the hidden size H of each layer and direction.</summary>
    public required int Hidden { get; init; }

    /// <summary>Gets the embedding size E; null for H.</summary>
    public int? Embedding { get; init; }

    /// <summary>Gets the number of recurrent layers L.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>
    /// Gets the dropout probability p on the embeddings, between the layers and on the last layer's output.
    /// </summary>
    public float Dropout { get; init; }

    /// <summary>
    /// Gets what connections of several weights the recurrent layers have; null for one weight each. The output layer
    /// stays dense.
    /// </summary>
    public UnitConnections? Connections { get; init; }
}
