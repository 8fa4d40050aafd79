using StRnn.Backends.Kernels;

namespace StRnn.Text.LanguageModeling;

/// <summary>The shape of an LSTM language model: V, E, H, L, dropout and initial ranges.</summary>
public sealed record LanguageModelOptions
{
    /// <summary>V.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>H, which is also the width E of the word vectors where nothing else is said.</summary>
    public required int Hidden { get; init; }

    /// <summary>E; null for H.</summary>
    public int? Embedding { get; init; }

    /// <summary>H of each layer; null for L layers of H. What is left of a model whose units have vanished has layers of different widths.</summary>
    public IReadOnlyList<int>? Widths { get; init; }

    /// <summary>H of each layer, whichever way it was said.</summary>
    public IReadOnlyList<int> LayerWidths => Widths ?? [.. Enumerable.Repeat(Hidden, Layers)];

    /// <summary>L.</summary>
    public required int Layers { get; init; }

    /// <summary>p on the word vectors, between the layers and on the last layer's output; never on the recurrence.</summary>
    public float Dropout { get; init; }

    /// <summary>r of U(-r, r) for the embedding and the decoder.</summary>
    public double EmbeddingRange { get; init; } = 0.1;

    /// <summary>r of U(-r, r) for the LSTM's matrices.</summary>
    public double RecurrentRange { get; init; } = 0.1;

    /// <summary>Whether each gate's matrix has connections of its own number, as in Keras-like models; else all four share theirs.</summary>
    public bool SeparateGates { get; init; }

    /// <summary>φ of the cells' candidate g.</summary>
    public CandidateActivation Candidate { get; init; }
}
