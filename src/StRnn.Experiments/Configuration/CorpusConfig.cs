namespace StRnn.Experiments.Configuration;

/// <summary>Names the text of a language model.</summary>
public sealed record CorpusConfig : DataConfig
{
    /// <summary>Gets the number of tokens to use from the start of the training text; null for all.</summary>
    public int? TrainTokens { get; init; }

    /// <summary>Gets the number of tokens to use from the start of validation and test text; null for all.</summary>
    public int? EvaluationTokens { get; init; }
}
