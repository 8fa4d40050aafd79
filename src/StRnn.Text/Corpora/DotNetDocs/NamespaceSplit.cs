namespace StRnn.Text.Corpora.DotNetDocs;

/// <summary>
/// Assigns whole second-level namespaces to the streams, so that the validation and test text is about libraries that
/// the training text never describes. The list is fixed: a namespace added by a later SDK belongs to the training text.
/// </summary>
internal static class NamespaceSplit
{
    private static readonly HashSet<string> Valid = new(StringComparer.Ordinal) { "System.Formats", "System.IO" };

    private static readonly HashSet<string> Test = new(StringComparer.Ordinal) { "System.Buffers", "System.Text" };

    public static SplitName Of(string secondLevelNamespace) =>
        Valid.Contains(secondLevelNamespace) ? SplitName.Valid
        : Test.Contains(secondLevelNamespace) ? SplitName.Test
        : SplitName.Train;

    /// <summary>
    /// Gets the first two parts of the namespace of a type, which may be nested or (rarely) itself undocumented.
    /// </summary>
    public static string SecondLevel(string type, IReadOnlySet<string> documentedTypes)
    {
        // The shortest prefix that is a type is the outermost type; the part before it is the namespace.
        int end = type.IndexOf('.');
        while (end >= 0 && !documentedTypes.Contains(type[..end]))
        {
            end = type.IndexOf('.', end + 1);
        }

        int last = type.LastIndexOf('.', (end < 0 ? type.Length : end) - 1);
        string full = last < 0 ? string.Empty : type[..last];
        int second = full.IndexOf('.');
        int third = second < 0 ? -1 : full.IndexOf('.', second + 1);
        return third < 0 ? full : full[..third];
    }
}

/// <summary>The streams of the corpus, in the order of precedence for a sentence that occurs in several.</summary>
internal enum SplitName
{
    Train,
    Valid,
    Test,
}
