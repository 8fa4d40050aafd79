namespace StRnn.Text.Corpora;

/// <summary>The check of word numbers before they reach a model.</summary>
internal static class TokenRules
{
    /// <summary>Checks that numbers lie in [0, <paramref name="vocabularySize"/>).</summary>
    /// <param name="name">The name of the numbers in the error.</param>
    /// <param name="ids">The word numbers.</param>
    /// <param name="vocabularySize">V.</param>
    /// <exception cref="ArgumentException">One is out of range.</exception>
    public static void Check(string name, ReadOnlySpan<int> ids, int vocabularySize)
    {
        int at = ids.IndexOfAnyExceptInRange(0, vocabularySize - 1);
        if (at >= 0)
        {
            throw new ArgumentException(
                $"{name}[{at}] is word {ids[at]}; the model has the words 0 to {vocabularySize - 1}.", name);
        }
    }
}
