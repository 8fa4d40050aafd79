namespace StRnn.Sparsity;

/// <summary>What happens to a connection that an update removes and draws again. At density 0.33 and rate 0.8 that is 28 % of the draws.</summary>
public enum SurvivorPolicy
{
    /// <summary>It keeps its value and optimiser state, as in the authors' public code.</summary>
    KeepsValue,

    /// <summary>It starts anew like every other regrown connection.</summary>
    Restarts,

    /// <summary>It cannot be drawn: regrowth excludes what the same update removed.</summary>
    Excluded,
}
