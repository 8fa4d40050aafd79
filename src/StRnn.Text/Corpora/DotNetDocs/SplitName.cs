namespace StRnn.Text.Corpora.DotNetDocs;

/// <summary>The streams of the corpus, in the order of precedence for a sentence that occurs in several.</summary>
internal enum SplitName
{
    Train,
    Valid,
    Test,
}
