using StRnn.Backends.Kernels;

namespace StRnn.Text.LanguageModeling;

/// <summary>The shape of a recurrent highway language model: V, E = H, D, the four dropout rates and initial ranges.</summary>
public sealed record RhnLanguageModelOptions
{
    /// <summary>V.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>H, which is also the width E of the word vectors.</summary>
    public required int Hidden { get; init; }

    /// <summary>D, the recurrence depth: micro-layers per time step.</summary>
    public required int Depth { get; init; }

    /// <summary>Whether the decoder's matrix is the table of word vectors.</summary>
    public bool Tied { get; init; } = true;

    /// <summary>p of whole words, one draw per word and window.</summary>
    public float EmbeddingDropout { get; init; }

    /// <summary>p on the word vectors, one mask per window.</summary>
    public float InputDropout { get; init; }

    /// <summary>p on the state inside the recurrent products, one mask per window, depth and gate alike; never on the carry path.</summary>
    public float HiddenDropout { get; init; }

    /// <summary>p on the output before the decoder, one mask per window.</summary>
    public float OutputDropout { get; init; }

    /// <summary>r of U(-r, r) for embedding and decoder.</summary>
    public double EmbeddingRange { get; init; } = 0.1;

    /// <summary>r of U(-r, r) for W and R_1 ... R_D.</summary>
    public double RecurrentRange { get; init; } = 0.1;

    /// <summary>The initial bias of the transform gates.</summary>
    public double TransformBias { get; init; }

    /// <summary>φ of the micro-layers' candidate h.</summary>
    public CandidateActivation Candidate { get; init; }
}
