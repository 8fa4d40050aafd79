using StRnn.Experiments.Data;
using StRnn.Experiments.Methods;
using StRnn.Text.LanguageModeling;

namespace StRnn.Experiments.Configuration;

/// <summary>The model's shape.</summary>
internal sealed record ModelConfig
{
    public const string Lstm = "lstm";
    public const string Rhn = "rhn";

    public static readonly string[] Cells = [Lstm, Rhn];

    private const double RangeTolerance = 1e-9;

    public string Cell { get; init; } = Lstm;

    /// <summary>The activation of the cell's candidate; runs from before there was a choice had tanh.</summary>
    public string Candidate { get; init; } = CandidateNames.Tanh;

    public required int Hidden { get; init; }

    /// <summary>L, stacked LSTM layers; an RHN has one.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>E of an LSTM where it is not H.</summary>
    public int? Embedding { get; init; }

    /// <summary>H of each LSTM layer where they differ: what is left of a model whose units have vanished.</summary>
    public IReadOnlyList<int>? Widths { get; init; }

    /// <summary>Whether each gate of an LSTM has connections of its own number; null for all together, and for an RHN.</summary>
    public bool? SeparateGates { get; init; }

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
    public string Summary => (Cell == Rhn ? $"{Hidden} rhn, depth {Depth}"
        : Widths is null ? $"{Layers}x{Hidden} lstm"
        : $"{string.Join("+", Widths)} lstm, word vectors of {Embedding ?? Hidden}") + CandidateNames.Suffix(Candidate);

    /// <summary>The same with another hidden width; an initial range that is 1/sqrt(H) follows it.</summary>
    public ModelConfig WithHidden(int hidden) => this with
    {
        Hidden = hidden,
        RecurrentRange = Math.Abs((RecurrentRange * Math.Sqrt(Hidden)) - 1) < RangeTolerance ? 1 / Math.Sqrt(hidden) : RecurrentRange,
    };

    /// <summary>The same with a share of all dropout.</summary>
    public ModelConfig WithDropoutTimes(double share) => this with
    {
        Dropout = share * Dropout,
        DropoutEmbedding = share * DropoutEmbedding,
        DropoutInput = share * DropoutInput,
        DropoutHidden = share * DropoutHidden,
        DropoutOutput = share * DropoutOutput,
    };

    /// <summary>The same with so many units in each layer; the word vectors of an LSTM keep their width, those of an RHN are its units.</summary>
    public ModelConfig WithUnits(IReadOnlyList<int> units) => Cell == Rhn
        ? this with { Hidden = units[0] }
        : this with { Widths = [.. units], Embedding = Embedding ?? Hidden };

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
            Embedding = Embedding,
            Widths = Widths,
            Dropout = (float)Dropout,
            EmbeddingRange = EmbeddingRange,
            RecurrentRange = RecurrentRange,
            Candidate = CandidateNames.Parse(Candidate),
            SeparateGates = SeparateGates ?? false,
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
