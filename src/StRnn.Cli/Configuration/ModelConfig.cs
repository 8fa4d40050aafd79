using StRnn.Text.LanguageModeling;

namespace StRnn.Cli.Configuration;

/// <summary>The model's shape.</summary>
internal sealed record ModelConfig
{
    public const string Lstm = "lstm";
    public const string Rhn = "rhn";

    public static readonly string[] Cells = [Lstm, Rhn];

    public string Cell { get; init; } = Lstm;

    /// <summary>The activation of the cell's candidate; runs from before there was a choice had tanh.</summary>
    public string Candidate { get; init; } = CandidateNames.Tanh;

    public required int Hidden { get; init; }

    /// <summary>L, stacked LSTM layers; an RHN has one.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>D, micro-layers of an RHN's time step; null for an LSTM.</summary>
    public int? Depth { get; init; }

    /// <summary>Whether an RHN's decoder is its table of word vectors; null for an LSTM, which has two.</summary>
    public bool? Tied { get; init; }

    /// <summary>p of an LSTM, in all places; 0 for an RHN.</summary>
    public double Dropout { get; init; }

    /// <summary>The four rates of an RHN; null for an LSTM.</summary>
    public double? DropoutEmbedding { get; init; }

    public double? DropoutInput { get; init; }

    public double? DropoutHidden { get; init; }

    public double? DropoutOutput { get; init; }

    /// <summary>The initial bias of an RHN's transform gates; null for an LSTM.</summary>
    public double? TransformBias { get; init; }

    /// <summary>r of U(-r, r) for embedding and decoder.</summary>
    public double EmbeddingRange { get; init; }

    /// <summary>r of U(-r, r) for the recurrent layers' matrices.</summary>
    public double RecurrentRange { get; init; }

    /// <summary>The shape in a few words, for example 2x200 lstm.</summary>
    public string Summary
        => (Cell == Rhn ? $"{Hidden} rhn, depth {Depth}" : $"{Layers}x{Hidden} lstm") + CandidateNames.Suffix(Candidate);

    /// <summary>Declares the model.</summary>
    /// <param name="vocabularySize">V.</param>
    /// <exception cref="FormatException">There is no such cell or candidate activation.</exception>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public LanguageModel ToModel(int vocabularySize) => Cell switch
    {
        Lstm => new LstmLanguageModel(new LanguageModelOptions
        {
            VocabularySize = vocabularySize,
            Hidden = Hidden,
            Layers = Layers,
            Dropout = (float)Dropout,
            EmbeddingRange = EmbeddingRange,
            RecurrentRange = RecurrentRange,
            Candidate = CandidateNames.Parse(Candidate),
        }),
        Rhn => new RhnLanguageModel(new RhnLanguageModelOptions
        {
            VocabularySize = vocabularySize,
            Hidden = Hidden,
            Depth = Depth ?? 1,
            Tied = Tied ?? true,
            EmbeddingDropout = (float)(DropoutEmbedding ?? 0),
            InputDropout = (float)(DropoutInput ?? 0),
            HiddenDropout = (float)(DropoutHidden ?? 0),
            OutputDropout = (float)(DropoutOutput ?? 0),
            EmbeddingRange = EmbeddingRange,
            RecurrentRange = RecurrentRange,
            TransformBias = TransformBias ?? 0,
            Candidate = CandidateNames.Parse(Candidate),
        }),
        _ => throw new FormatException($"there is no cell '{Cell}': use {string.Join(" or ", Cells)}."),
    };
}
