namespace StRnn.Experiments.Reproduction;

/// <summary>A table or figure of the paper.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="Title">The title.</param>
/// <param name="Axis">The horizontal axis of a figure; null for a table.</param>
/// <param name="Notes">Notes that a reader needs to compare.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Claims">Pairs of rows that the paper compares.</param>
internal sealed record ReproductionTarget(
    string Name,
    string Title,
    string? Axis,
    IReadOnlyList<string> Notes,
    IReadOnlyList<ReproductionRow> Rows,
    IReadOnlyList<ReproductionClaim> Claims)
{
    /// <summary>Gets the groups of rows of which validation chooses one.</summary>
    public IReadOnlyList<RowVariants> Variants { get; init; } = [];
}

/// <summary>A claim about two rows, or about two groups of rows by the means of their rows.</summary>
/// <param name="Statement">The claim: that the first is better than the second.</param>
/// <param name="Better">The rows that are claimed to be better, or groups of <see cref="RowVariants"/>.</param>
/// <param name="Than">The other rows.</param>
internal sealed record ReproductionClaim(string Statement, IReadOnlyList<string> Better, IReadOnlyList<string> Than)
{
    /// <summary>Initializes a new instance of the <see cref="ReproductionClaim"/> class, about two rows.</summary>
    public ReproductionClaim(string statement, string better, string than)
        : this(statement, [better], [than])
    {
    }
}
