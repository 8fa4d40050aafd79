using System.Text.Json;
using System.Text.Json.Serialization;
using StRnn.Text.LanguageModeling;

namespace StRnn.Experiments.Configuration;

/// <summary>Describes a language model's shape: that of an LSTM or of an RHN.</summary>
[JsonConverter(typeof(ModelConfigConverter))]
public abstract record ModelConfig
{
    /// <summary>The word for stacked LSTM layers.</summary>
    public const string Lstm = "lstm";

    /// <summary>The word for a recurrent highway network.</summary>
    public const string Rhn = "rhn";

    internal static readonly string[] Cells = [Lstm, Rhn];

    private const double RangeTolerance = 1e-9;

    private protected ModelConfig()
    {
    }

    /// <summary>Gets the recurrent cell, <see cref="Lstm"/> or <see cref="Rhn"/>.</summary>
    public abstract string Cell { get; }

    /// <summary>Gets the activation of the cell's candidate: tanh, selu, spocu or spocu-bounded.</summary>
    public string Candidate { get; init; } = CandidateNames.Tanh;

    /// <summary>Gets H, the hidden width.</summary>
    public required int Hidden { get; init; }

    /// <summary>Gets r of U(-r, r) for embedding and decoder.</summary>
    public double EmbeddingRange { get; init; }

    /// <summary>Gets r of U(-r, r) for the recurrent layers' matrices.</summary>
    public double RecurrentRange { get; init; }

    /// <summary>Gets the shape in a few words, for example 2x200 lstm.</summary>
    public abstract string Summary { get; }

    /// <summary>Returns the same with another hidden width; an initial range that is 1/sqrt(H) follows it.</summary>
    /// <param name="hidden">H.</param>
    public ModelConfig WithHidden(int hidden) => hidden == Hidden ? this : this with
    {
        Hidden = hidden,
        RecurrentRange = Math.Abs((RecurrentRange * Math.Sqrt(Hidden)) - 1) < RangeTolerance
            ? 1 / Math.Sqrt(hidden)
            : RecurrentRange,
    };

    /// <summary>Returns the same with a share of all dropout.</summary>
    /// <param name="share">The factor of every rate.</param>
    public abstract ModelConfig WithDropoutTimes(double share);

    /// <summary>Declares the model, which has no weights yet.</summary>
    /// <param name="vocabularySize">V.</param>
    /// <exception cref="FormatException">There is no such candidate activation.</exception>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public abstract LanguageModel ToModel(int vocabularySize);

    /// <summary>Returns the same with so many units in each layer.</summary>
    internal abstract ModelConfig WithUnits(IReadOnlyList<int> units);
}

/// <summary>
/// Stores both shapes as one flat object that names the cell; what the other one has is null there, or its default.
/// </summary>
internal sealed class ModelConfigConverter : JsonConverter<ModelConfig>
{
    public override ModelConfig Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => JsonSerializer.Deserialize<Fields>(ref reader, options)!.ToConfig();

    public override void Write(Utf8JsonWriter writer, ModelConfig value, JsonSerializerOptions options)
        => JsonSerializer.Serialize(writer, Fields.Of(value), options);

    /// <summary>The stored object.</summary>
    private sealed record Fields
    {
        public string Cell { get; init; } = ModelConfig.Lstm;

        // Runs from before there was a choice had tanh.
        public string Candidate { get; init; } = CandidateNames.Tanh;

        public required int Hidden { get; init; }

        public int Layers { get; init; } = 1;

        public int? Embedding { get; init; }

        public IReadOnlyList<int>? Widths { get; init; }

        public bool? SeparateGates { get; init; }

        public int? Depth { get; init; }

        public bool? Tied { get; init; }

        public double Dropout { get; init; }

        public double? DropoutEmbedding { get; init; }

        public double? DropoutInput { get; init; }

        public double? DropoutHidden { get; init; }

        public double? DropoutOutput { get; init; }

        public double? TransformBias { get; init; }

        public double EmbeddingRange { get; init; }

        public double RecurrentRange { get; init; }

        public static Fields Of(ModelConfig model)
        {
            var shared = new Fields
            {
                Cell = model.Cell,
                Candidate = model.Candidate,
                Hidden = model.Hidden,
                EmbeddingRange = model.EmbeddingRange,
                RecurrentRange = model.RecurrentRange,
            };
            return model switch
            {
                LstmConfig lstm => shared with
                {
                    Layers = lstm.Layers,
                    Embedding = lstm.Embedding,
                    Widths = lstm.Widths,
                    SeparateGates = lstm.SeparateGates,
                    Tied = lstm.Tied,
                    Dropout = lstm.Dropout,
                },
                RhnConfig rhn => shared with
                {
                    Depth = rhn.Depth,
                    Tied = rhn.Tied,
                    DropoutEmbedding = rhn.DropoutEmbedding,
                    DropoutInput = rhn.DropoutInput,
                    DropoutHidden = rhn.DropoutHidden,
                    DropoutOutput = rhn.DropoutOutput,
                    TransformBias = rhn.TransformBias,
                },
                _ => throw new NotSupportedException($"{model.GetType().Name} has no stored form."),
            };
        }

        public ModelConfig ToConfig() => Cell switch
        {
            ModelConfig.Lstm => new LstmConfig
            {
                Candidate = Candidate,
                Hidden = Hidden,
                Layers = Layers,
                Embedding = Embedding,
                Widths = Widths,
                SeparateGates = SeparateGates,
                Tied = Tied,
                Dropout = Dropout,
                EmbeddingRange = EmbeddingRange,
                RecurrentRange = RecurrentRange,
            },
            ModelConfig.Rhn => new RhnConfig
            {
                Candidate = Candidate,
                Hidden = Hidden,
                Depth = Depth ?? 1,
                Tied = Tied ?? true,
                DropoutEmbedding = DropoutEmbedding ?? 0,
                DropoutInput = DropoutInput ?? 0,
                DropoutHidden = DropoutHidden ?? 0,
                DropoutOutput = DropoutOutput ?? 0,
                TransformBias = TransformBias ?? 0,
                EmbeddingRange = EmbeddingRange,
                RecurrentRange = RecurrentRange,
            },
            _ => throw new FormatException($"there is no cell '{Cell}': use {string.Join(" or ", ModelConfig.Cells)}."),
        };
    }
}
