using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using StRnn.Layers.Cells;
using StRnn.Text.LanguageModeling;

namespace StRnn.Experiments.Configuration;

/// <summary>Describes a language model's shape: that of stacked layers of a cell, or of an RHN.</summary>
[JsonConverter(typeof(ModelConfigConverter))]
public abstract record ModelConfig
{
    /// <summary>The word for stacked LSTM layers.</summary>
    public const string Lstm = "lstm";

    /// <summary>The word for a recurrent highway network.</summary>
    public const string Rhn = "rhn";

    internal static readonly string[] Cells =
        [Lstm, Rhn, .. CellCatalog.All.Select(cell => cell.Name).Where(name => name != Lstm)];

    private const double RangeTolerance = 1e-9;

    private protected ModelConfig()
    {
    }

    /// <summary>Gets the recurrent cell: <see cref="Rhn"/>, or a name of <see cref="CellCatalog"/>.</summary>
    public abstract string Cell { get; }

    /// <summary>Gets the activation of the cell's candidate: tanh, selu, spocu, spocu-bounded or identity.</summary>
    public string Candidate { get; init; } = CandidateNames.Tanh;

    /// <summary>Gets H, the hidden width.</summary>
    public required int Hidden { get; init; }

    /// <summary>Gets r of U(-r, r) for embedding and decoder.</summary>
    public double EmbeddingRange { get; init; }

    /// <summary>Gets r of U(-r, r) for the recurrent layers' matrices.</summary>
    public double RecurrentRange { get; init; }

    /// <summary>Gets the connections of several weights; null for one weight each.</summary>
    public ConnectionsConfig? Connections { get; init; }

    /// <summary>Gets the shape in a few words, for example 2x200 lstm.</summary>
    public abstract string Summary { get; }

    /// <summary>Gets the candidate's activation that the published cell has.</summary>
    internal virtual string DefaultCandidate => CandidateNames.Tanh;

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
        => JsonSerializer.Deserialize(ref reader, Format(options))!.ToConfig();

    public override void Write(Utf8JsonWriter writer, ModelConfig value, JsonSerializerOptions options)
        => JsonSerializer.Serialize(writer, Fields.Of(value), Format(options));

    private static JsonTypeInfo<Fields> Format(JsonSerializerOptions options)
        => (JsonTypeInfo<Fields>)options.GetTypeInfo(typeof(Fields));

    /// <summary>
    /// The stored object. Its properties can be set, because generated code gives one that can only be initialised the
    /// default of its type where a file lacks it.
    /// </summary>
    internal sealed record Fields
    {
        public string Cell { get; set; } = ModelConfig.Lstm;

        // Runs from before there was a choice had that of their cell.
        public string? Candidate { get; set; }

        public required int Hidden { get; set; }

        public int Layers { get; set; } = 1;

        public int? Embedding { get; set; }

        public IReadOnlyList<int>? Widths { get; set; }

        public bool? SeparateGates { get; set; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Reset { get; set; }

        public int? Depth { get; set; }

        public bool? Tied { get; set; }

        public double Dropout { get; set; }

        public double? DropoutEmbedding { get; set; }

        public double? DropoutInput { get; set; }

        public double? DropoutHidden { get; set; }

        public double? DropoutOutput { get; set; }

        public double? TransformBias { get; set; }

        public double EmbeddingRange { get; set; }

        public double RecurrentRange { get; set; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public ConnectionsConfig? Connections { get; set; }

        public static Fields Of(ModelConfig model)
        {
            var shared = new Fields
            {
                Cell = model.Cell,
                Candidate = model.Candidate,
                Hidden = model.Hidden,
                EmbeddingRange = model.EmbeddingRange,
                RecurrentRange = model.RecurrentRange,
                Connections = model.Connections,
            };
            return model switch
            {
                StackedConfig stack => shared with
                {
                    Layers = stack.Layers,
                    Embedding = stack.Embedding,
                    Widths = stack.Widths,
                    SeparateGates = stack.SeparateGates,
                    Tied = stack.Tied,
                    Reset = stack.Reset,
                    Dropout = stack.Dropout,
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

        public ModelConfig ToConfig()
        {
            ModelConfig config = Cell == ModelConfig.Rhn ? ToRhn() : ToStack();
            config = config with { Connections = Connections };
            return Candidate is null ? config : config with { Candidate = Candidate };
        }

        private RhnConfig ToRhn() => new()
        {
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
        };

        private StackedConfig ToStack() => ModelConfig.Cells.Contains(Cell)
            ? StackedConfig.Of(Cell, Hidden) with
            {
                Layers = Layers,
                Embedding = Embedding,
                Widths = Widths,
                SeparateGates = SeparateGates,
                Tied = Tied,
                Reset = Reset,
                Dropout = Dropout,
                EmbeddingRange = EmbeddingRange,
                RecurrentRange = RecurrentRange,
            }
            : throw new FormatException($"there is no cell '{Cell}': use {string.Join(" or ", ModelConfig.Cells)}.");
    }
}
