namespace StRnn.Text.Corpora;

/// <summary>The origin of a corpus, which tells whether two runs read equal text. It contains no path.</summary>
/// <param name="Source">The files, or the package with its version, and any limit of the training text.</param>
/// <param name="Sha256">The SHA-256 of the source's content, 64 lower-case hexadecimal digits.</param>
public sealed record CorpusProvenance(string Source, string Sha256);
