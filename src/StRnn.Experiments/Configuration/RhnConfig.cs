using StRnn.Text.LanguageModeling;

namespace StRnn.Experiments.Configuration;

/// <summary>Describes a recurrent highway network between an embedding and a decoder.</summary>
public sealed record RhnConfig : ModelConfig
{
    /// <inheritdoc/>
    public override string Cell => Rhn;

    /// <summary>Gets D, the micro-layers of a time step.</summary>
    public int Depth { get; init; } = 1;

    /// <summary>Gets a value indicating whether the decoder is the embedding's table.</summary>
    public bool Tied { get; init; } = true;

    /// <summary>Gets p of the dropout of whole words, one draw per word and window.</summary>
    public double DropoutEmbedding { get; init; }

    /// <summary>Gets p of the dropout of the embedding, one mask per window.</summary>
    public double DropoutInput { get; init; }

    /// <summary>Gets p of the dropout of the state inside the recurrent products, one mask per window.</summary>
    public double DropoutHidden { get; init; }

    /// <summary>Gets p of the dropout before the decoder, one mask per window.</summary>
    public double DropoutOutput { get; init; }

    /// <summary>Gets the initial bias of the transform gates.</summary>
    public double TransformBias { get; init; }

    /// <inheritdoc/>
    public override string Summary
        => $"{Hidden} rhn, depth {Depth}{CandidateNames.Suffix(Candidate)}{ConnectionsConfig.Suffix(Connections)}";

    /// <inheritdoc/>
    public override ModelConfig WithDropoutTimes(double share) => this with
    {
        DropoutEmbedding = share * DropoutEmbedding,
        DropoutInput = share * DropoutInput,
        DropoutHidden = share * DropoutHidden,
        DropoutOutput = share * DropoutOutput,
    };

    /// <inheritdoc/>
    public override LanguageModel ToModel(int vocabularySize) => new RhnLanguageModel(new RhnLanguageModelOptions
    {
        VocabularySize = vocabularySize,
        Hidden = Hidden,
        Depth = Depth,
        Tied = Tied,
        EmbeddingDropout = (float)DropoutEmbedding,
        InputDropout = (float)DropoutInput,
        HiddenDropout = (float)DropoutHidden,
        OutputDropout = (float)DropoutOutput,
        EmbeddingRange = EmbeddingRange,
        RecurrentRange = RecurrentRange,
        TransformBias = TransformBias,
        Candidate = CandidateNames.Parse(Candidate),
        Connections = Connections?.ToOptions(),
    });

    // The embedding's width is the number of units.
    internal override ModelConfig WithUnits(IReadOnlyList<int> units) => this with { Hidden = units[0] };
}
