using StRnn.Backends.Kernels;
using StRnn.Layers;
using StRnn.Layers.Cells.Lstm;

namespace StRnn.Text.Classification;

/// <summary>
/// The shape of a text classifier. The defaults are the paper's (section 4.2), and those of Keras at that time where
/// the paper does not give any.
/// </summary>
public sealed record TextClassifierOptions
{
    /// <summary>
    /// Gets the number of rows of the embedding V: padding and the kept words. A corpus may use fewer.
    /// </summary>
    public int VocabularySize { get; init; } = WordIndex.DefaultNumWords;

    /// <summary>Gets the embedding size E.</summary>
    public int Width { get; init; } = 256;

    /// <summary>Gets the cell of the recurrent layers.</summary>
    public RecurrentCell Cell { get; init; } = new LstmCell();

    /// <summary>Gets the hidden size H of each layer and direction.</summary>
    public int Hidden { get; init; } = 256;

    /// <summary>Gets the number of recurrent layers L.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>
    /// Gets a value indicating whether each layer also reads the texts from their end; the output layer then reads 2H
    /// features.
    /// </summary>
    public bool IsBidirectional { get; init; }

    /// <summary>Gets the number of classes C, at least 2.</summary>
    public required int Classes { get; init; }

    /// <summary>Gets the part of the hidden states that the output layer reads.</summary>
    public SequencePooling Pooling { get; init; }

    /// <summary>Gets the activation of the gates; Keras before 2.3 used the hard sigmoid.</summary>
    public GateActivation GateActivation { get; init; }

    /// <summary>Gets the activation φ of the cell's candidate; null for that of the published cell.</summary>
    public CandidateActivation? Candidate { get; init; }

    /// <summary>
    /// Gets a value indicating whether each gate's matrix is a tensor of its own, for the number of connections and for
    /// pruning. With ε = 10, the paper's model then has 243,520 connections, 95.69 % sparsity, as printed.
    /// </summary>
    public bool SeparateGates { get; init; } = true;

    /// <summary>
    /// Gets what connections of several weights the recurrent layers have; null for one weight each. The output layer
    /// stays dense.
    /// </summary>
    public UnitConnections? Connections { get; init; }

    /// <summary>
    /// Gets a value indicating whether padding is no input (Keras's <c>mask_zero</c>); otherwise padding is a word with
    /// an embedding of its own.
    /// </summary>
    public bool MaskPadding { get; init; }

    /// <summary>Gets the dropout probability p on the embeddings.</summary>
    public float InputDropout { get; init; }

    /// <summary>Gets the dropout probability p on the output layer's input.</summary>
    public float OutputDropout { get; init; }

    /// <summary>Gets the range r of the initial distribution U(-r, r) of the embedding.</summary>
    public double EmbeddingRange { get; init; } = 0.05;

    /// <summary>Gets the initial bias of the forget gates, where the cell has them.</summary>
    public double ForgetBias { get; init; } = 1;
}

/// <summary>The part of a sequence's hidden states that a classifier reads.</summary>
public enum SequencePooling
{
    /// <summary>The last step's state; with masked padding after the words, the state of the last word.</summary>
    LastState,

    /// <summary>The mean over the steps; with masked padding, over the words.</summary>
    Mean,
}
