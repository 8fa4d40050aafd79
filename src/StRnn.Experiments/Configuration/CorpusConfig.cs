using StRnn.Experiments.Data;
using StRnn.Experiments.Methods;

namespace StRnn.Experiments.Configuration;

/// <summary>The text of a language model.</summary>
internal sealed record CorpusConfig : DataConfig
{
    /// <summary>Only so many tokens from the start of the training text; null for all.</summary>
    public int? TrainTokens { get; init; }

    /// <summary>Only so many tokens from the start of validation and test text; null for all.</summary>
    public int? EvaluationTokens { get; init; }
}
