namespace StRnn.Text.Corpora.DotNetDocs;

/// <summary>Which of the three streams a sentence goes to; the order is that of precedence.</summary>
internal enum SplitName
{
    Train,
    Valid,
    Test,
}
