namespace StRnn.Sparsity;

/// <summary>
/// The treatment of survivors: connections that an update removes and draws again. At density 0.33 and rate 0.8 they
/// are 28 % of the draws.
/// </summary>
public enum SurvivorPolicy
{
    /// <summary>A survivor keeps its value and optimiser state, as in the authors' public code.</summary>
    KeepsValue,

    /// <summary>A survivor restarts like every other regrown connection.</summary>
    Restarts,

    /// <summary>There are no survivors: regrowth excludes the connections that the same update removed.</summary>
    Excluded,
}
