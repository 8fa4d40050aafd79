namespace StRnn.Experiments.Configuration;

/// <summary>Names the text of a language model.</summary>
public sealed record CorpusConfig : DataConfig
{
    /// <summary>Gets how many tokens from the start of the training text are used; null for all.</summary>
    public int? TrainTokens { get; init; }

    /// <summary>Gets how many tokens from the start of validation and test text are used; null for all.</summary>
    public int? EvaluationTokens { get; init; }
}
