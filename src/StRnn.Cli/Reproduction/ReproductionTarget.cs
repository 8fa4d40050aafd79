namespace StRnn.Cli.Reproduction;

/// <summary>A table or figure of the paper.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Axis">The horizontal axis of a figure; null for a table.</param>
/// <param name="Notes">What a reader must know to compare.</param>
/// <param name="Rows">Its rows.</param>
internal sealed record ReproductionTarget(
    string Name, string Title, string? Axis, IReadOnlyList<string> Notes, IReadOnlyList<ReproductionRow> Rows);
