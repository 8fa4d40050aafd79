namespace StRnn.Experiments.Search;

/// <summary>A candidate in a rung: what it gave, or that it is to be trained.</summary>
/// <param name="Rung">The rung, from 1.</param>
/// <param name="Epochs">Its epochs.</param>
/// <param name="Candidate">The candidate.</param>
internal sealed record SearchTrial(int Rung, int Epochs, SearchCandidate Candidate)
{
    /// <summary>Gets the lowest validation perplexity; null before the end, and where the training failed.</summary>
    public double? Valid { get; init; }

    /// <summary>Gets the epoch of it.</summary>
    public int? BestEpoch { get; init; }

    /// <summary>Gets the number of weights.</summary>
    public long? Weights { get; init; }

    /// <summary>Gets the seconds of training, evaluation and checkpoints left out.</summary>
    public double? Seconds { get; init; }

    /// <summary>Gets the processor.</summary>
    public string? Processor { get; init; }

    /// <summary>Gets what ended the training early; null for nothing.</summary>
    public string? Problem { get; init; }

    /// <summary>Gets a value indicating whether it is trained, or has failed.</summary>
    public bool IsDone => Valid is not null || Problem is not null;
}
