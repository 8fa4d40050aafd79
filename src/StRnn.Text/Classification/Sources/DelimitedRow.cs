namespace StRnn.Text.Classification.Sources;

/// <summary>A row of a CSV or TSV file, and the line where it starts.</summary>
internal readonly record struct DelimitedRow(long Line, string[] Fields);
