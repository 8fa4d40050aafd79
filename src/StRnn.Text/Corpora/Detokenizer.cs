using System.Text;

namespace StRnn.Text.Corpora;

/// <summary>
/// Turns ids back into text to read: sentences begin with a capital and end with a full stop, clitics (<c>'s</c>,
/// <c>n't</c>) and punctuation tokens join the word they belong to. <c>N</c> (a number) and
/// <see cref="Vocabulary.Unknown"/> stay as they are, because what they stood for is not known.
/// </summary>
public static class Detokenizer
{
    /// <summary>Writes ids as sentences separated by one space; what follows the last end of sentence stays open.</summary>
    /// <param name="ids">Word ids.</param>
    /// <param name="vocabulary">The words they stand for.</param>
    /// <returns>The text, empty for no ids.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An id is outside the vocabulary.</exception>
    public static string ToText(ReadOnlySpan<int> ids, Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        var text = new StringBuilder();
        bool sentenceStarts = true;
        bool joinNext = true;
        foreach (int id in ids)
        {
            string word = vocabulary[id];
            if (word == Vocabulary.EndOfSentence)
            {
                // A sentence without words (a blank line of the source) leaves no lonely full stop.
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
