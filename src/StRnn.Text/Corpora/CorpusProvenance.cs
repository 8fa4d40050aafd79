namespace StRnn.Text.Corpora;

/// <summary>Where a corpus comes from: tells whether two runs saw the same text; holds no path.</summary>
/// <param name="Source">The files or package with its version, and any limit set on the training text.</param>
/// <param name="Sha256">SHA-256 of the source's content, 64 lower-case hexadecimal digits.</param>
public sealed record CorpusProvenance(string Source, string Sha256);
