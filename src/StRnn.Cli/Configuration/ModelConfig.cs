using StRnn.Text.LanguageModeling;

namespace StRnn.Cli.Configuration;

/// <summary>The model's shape.</summary>
internal sealed record ModelConfig
{
    public string Cell { get; init; } = "lstm";

    public required int Hidden { get; init; }

    public required int Layers { get; init; }

    public double Dropout { get; init; }

    /// <summary>r of U(-r, r) for embedding and decoder.</summary>
    public double EmbeddingRange { get; init; }

    /// <summary>r of U(-r, r) for the LSTM's matrices.</summary>
    public double RecurrentRange { get; init; }

    /// <summary>The engine's declaration of the model.</summary>
    /// <param name="vocabularySize">V.</param>
    public LanguageModelOptions ToOptions(int vocabularySize) => new()
    {
        VocabularySize = vocabularySize,
        Hidden = Hidden,
        Layers = Layers,
        Dropout = (float)Dropout,
        EmbeddingRange = EmbeddingRange,
        RecurrentRange = RecurrentRange,
    };
}
