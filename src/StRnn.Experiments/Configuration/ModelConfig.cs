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
