using System.Text.Json.Serialization;
using StRnn.Text.Corpora;

namespace StRnn.Experiments.Configuration;

/// <summary>Names the text of a language model.</summary>
public sealed record CorpusConfig : DataConfig
{
    /// <summary>Gets the number of tokens to use from the start of the training text; null for all.</summary>
    public int? TrainTokens { get; init; }

    /// <summary>Gets the number of tokens to use from the start of validation and test text; null for all.</summary>
    public int? EvaluationTokens { get; init; }

    /// <summary>
    /// Gets the share of a single text file's lines to validate on; null for the default, and where the data are split.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ValidationShare { get; init; }

    /// <summary>
    /// Gets the share of a single text file's lines to test on; null for the default, and where the data are split.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? TestShare { get; init; }

    internal CorpusOptions ToOptions()
    {
        var defaults = new CorpusOptions();
        return new CorpusOptions
        {
            MaxTrainTokens = TrainTokens,
            ValidationShare = ValidationShare ?? defaults.ValidationShare,
            TestShare = TestShare ?? defaults.TestShare,
        };
    }
}
