using StRnn.Text.LanguageModeling;

namespace StRnn.Experiments.Configuration;

/// <summary>Describes stacked LSTM layers between an embedding and a decoder.</summary>
public sealed record LstmConfig : ModelConfig
{
    /// <inheritdoc/>
    public override string Cell => Lstm;

    /// <summary>Gets L, the number of layers.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>Gets E, the embedding's width; null for H.</summary>
    public int? Embedding { get; init; }

    /// <summary>
    /// Gets H of each layer where they differ, as in a model whose units have vanished; null for H in all of them.
    /// </summary>
    public IReadOnlyList<int>? Widths { get; init; }

    /// <summary>Gets a value indicating whether each gate has its own number of connections; null for no.</summary>
    public bool? SeparateGates { get; init; }

    /// <summary>Gets a value indicating whether the decoder is the embedding's table; null for no.</summary>
    public bool? Tied { get; init; }

    /// <summary>Gets p of the dropout between layers, never on the recurrence.</summary>
    public double Dropout { get; init; }

    /// <inheritdoc/>
    public override string Summary
        => (Widths is null
            ? $"{Layers}x{Hidden} lstm"
            : $"{string.Join("+", Widths)} lstm, embedding {Embedding ?? Hidden}")
            + (Tied == true ? ", tied" : string.Empty)
            + CandidateNames.Suffix(Candidate);

    /// <inheritdoc/>
    public override ModelConfig WithDropoutTimes(double share) => this with { Dropout = share * Dropout };

    /// <inheritdoc/>
    public override LanguageModel ToModel(int vocabularySize) => new LstmLanguageModel(new LstmLanguageModelOptions
    {
        VocabularySize = vocabularySize,
        Hidden = Hidden,
        Layers = Layers,
        Embedding = Embedding,
        Widths = Widths,
        Dropout = (float)Dropout,
        EmbeddingRange = EmbeddingRange,
        RecurrentRange = RecurrentRange,
        Candidate = CandidateNames.Parse(Candidate),
        SeparateGates = SeparateGates ?? false,
        Tied = Tied ?? false,
    });

    // The embedding keeps its width, unless it is the decoder.
    internal override ModelConfig WithUnits(IReadOnlyList<int> units)
        => this with { Widths = [.. units], Embedding = Tied == true ? units[^1] : Embedding ?? Hidden };
}
