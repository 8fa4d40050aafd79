using StRnn.Experiments.Runs;

namespace StRnn.Experiments.Reproduction;

/// <summary>What the trained rows say of a claim.</summary>
internal enum ClaimVerdict
{
    /// <summary>The rows differ as claimed, with a corrected p below 0.05.</summary>
    Yes,

    /// <summary>The rows differ the other way, with a corrected p below 0.05.</summary>
    No,

    /// <summary>The spread over the seeds covers the difference.</summary>
    NotSettled,

    /// <summary>A row has one seed.</summary>
    OneSeed,

    /// <summary>A row is not trained.</summary>
    NotTrained,
}

/// <summary>A claim, tested.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Verdict">The verdict.</param>
internal sealed record ClaimTest(ReproductionClaim Claim, ClaimVerdict Verdict)
{
    /// <summary>Gets the difference of the means, better - than; null if a row is not trained.</summary>
    public double? Difference { get; init; }

    /// <summary>Gets the difference with its spread; null if a row has fewer than two seeds.</summary>
    public MeanDifference? Test { get; init; }

    /// <summary>Gets p, corrected for the number of claims of the table; null if a row has too few seeds.</summary>
    public double? CorrectedP { get; init; }

    /// <summary>Gets the difference of the paper's figures; null if the paper does not print all of them.</summary>
    public double? Published { get; init; }
}
