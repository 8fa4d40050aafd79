namespace StRnn.Experiments.Reproduction;

/// <summary>
/// Rows that differ in one setting, of which the validation of seed 1 chooses one to stand for all: claims name the
/// group, and test figures choose nothing.
/// </summary>
/// <param name="Key">The name of the group in claims.</param>
/// <param name="Label">The name in tables, while nothing is chosen.</param>
/// <param name="Rows">The keys of the rows.</param>
internal sealed record RowVariants(string Key, string Label, IReadOnlyList<string> Rows)
{
    /// <summary>
    /// Gets the group whose choice is this one's too, row by row in the same order; null for one that chooses itself.
    /// </summary>
    public string? ChosenAs { get; init; }
}
