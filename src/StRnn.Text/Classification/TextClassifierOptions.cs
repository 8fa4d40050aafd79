using StRnn.Backends.Kernels;

namespace StRnn.Text.Classification;

/// <summary>
/// The shape of a text classifier. The defaults are the paper's (section 4.2) and, where it is silent, those a Keras user of its time had.
/// </summary>
public sealed record TextClassifierOptions
{
    /// <summary>V, the embedding's rows: padding and the kept words; a corpus may use fewer of them.</summary>
    public int VocabularySize { get; init; } = WordIndex.DefaultNumWords;

    /// <summary>E, the width of the word vectors.</summary>
    public int Width { get; init; } = 256;

    /// <summary>H.</summary>
    public int Hidden { get; init; } = 256;

    /// <summary>C, at least 2.</summary>
    public required int Classes { get; init; }

    /// <summary>What the output layer looks at.</summary>
    public SequencePooling Pooling { get; init; }

    /// <summary>What squashes the gates; Keras before 2.3 used the hard sigmoid.</summary>
    public GateActivation GateActivation { get; init; }

    /// <summary>φ of the LSTM's candidate g.</summary>
    public CandidateActivation Candidate { get; init; }

    /// <summary>
    /// Whether each gate's matrix is a tensor of its own, for the number of connections and for pruning. With ε = 10 the paper's model then
    /// has 243,520 connections, 95.69 % sparsity, as printed.
    /// </summary>
    public bool SeparateGates { get; init; } = true;

    /// <summary>Whether padding is no input at all (Keras's <c>mask_zero</c>); else it is a word like others, with a vector of its own.</summary>
    public bool MaskPadding { get; init; }

    /// <summary>p on the word vectors.</summary>
    public float InputDropout { get; init; }

    /// <summary>p on what the output layer looks at.</summary>
    public float OutputDropout { get; init; }

    /// <summary>r of U(-r, r) for the embedding.</summary>
    public double EmbeddingRange { get; init; } = 0.05;

    /// <summary>The initial bias of the forget gates.</summary>
    public double ForgetBias { get; init; } = 1;
}
