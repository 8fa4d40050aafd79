namespace StRnn.Cli.Reproduction;

/// <summary>Two rows and what is said of them, to be held against the differences seed by seed.</summary>
/// <param name="Statement">What is claimed: that the first is better than the second.</param>
/// <param name="Better">The row that is claimed to be better.</param>
/// <param name="Than">The other row.</param>
internal sealed record ReproductionClaim(string Statement, string Better, string Than);
