using System.Text;

namespace StRnn.Text.Corpora;

/// <summary>
/// Converts word ids back to readable text: sentences begin with a capital and end with a full stop, and clitics
/// (<c>'s</c>, <c>n't</c>) and punctuation join the word they belong to. <c>N</c> (a number) and
/// <see cref="Vocabulary.Unknown"/> stay as they are, because the words they replace are not known.
/// </summary>
public static class Detokenizer
{
    /// <summary>
    /// Writes ids as sentences separated by one space; the part after the last end of sentence stays open.
    /// </summary>
    /// <param name="ids">The word ids.</param>
    /// <param name="vocabulary">The words of the ids.</param>
    /// <returns>The text; empty if there are no ids.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An id is outside the vocabulary.</exception>
    public static string ToText(ReadOnlySpan<int> ids, Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        var words = new string[ids.Length];
        for (int i = 0; i < ids.Length; i++)
        {
            words[i] = vocabulary[ids[i]];
        }

        return ToText(words);
    }

    /// <summary>Writes words in the same way; those of a reader may be none of a vocabulary.</summary>
    /// <param name="words">The words, none of them empty.</param>
    internal static string ToText(IEnumerable<string> words)
    {
        var text = new StringBuilder();
        bool sentenceStarts = true;
        bool joinNext = true;
        foreach (string word in words)
        {
            if (word == Vocabulary.EndOfSentence)
            {
                // A sentence without words (a blank line of the source) does not get a full stop.
                if (!sentenceStarts && text[^1] is not ('.' or '!' or '?'))
                {
                    text.Append('.');
                }

                sentenceStarts = true;
                joinNext = text.Length == 0;
                continue;
            }

            if (!joinNext && !AttachesToPrevious(word))
            {
                text.Append(' ');
            }

            text.Append(sentenceStarts ? char.ToUpperInvariant(word[0]) : word[0]).Append(word, 1, word.Length - 1);
            sentenceStarts = false;
            joinNext = word is "(" or "[" or "{";
        }

        return text.ToString();
    }

    private static bool AttachesToPrevious(string word) =>
        word is "n't" or "," or "." or ";" or ":" or "!" or "?" or ")" or "]" or "}" or "%"
        || (word.Length > 1 && word[0] == '\'');
}
