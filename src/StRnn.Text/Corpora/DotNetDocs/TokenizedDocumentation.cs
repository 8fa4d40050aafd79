namespace StRnn.Text.Corpora.DotNetDocs;

/// <summary>
/// A pack's sentences before a vocabulary is chosen: ids represent all words, in order of appearance.
/// </summary>
/// <param name="Words">The word of each id; the first is <see cref="Vocabulary.EndOfSentence"/>.</param>
/// <param name="Streams">The streams for training, validation and test, indexed by <see cref="SplitName"/>.</param>
/// <param name="Sha256">The hash of the XML files used.</param>
internal sealed record TokenizedDocumentation(IReadOnlyList<string> Words, int[][] Streams, string Sha256)
{
    public const int EndOfSentence = 0;
}
