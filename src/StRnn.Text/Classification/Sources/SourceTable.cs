namespace StRnn.Text.Classification.Sources;

/// <summary>The examples of a file, the layout they were read by, and the SHA-256 of what was read.</summary>
internal sealed record SourceTable(
    string Source, TableLayout Layout, IReadOnlyList<LabelledRow> Rows, byte[] Digest);
