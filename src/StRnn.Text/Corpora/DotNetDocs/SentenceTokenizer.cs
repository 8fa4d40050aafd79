using System.Buffers;

namespace StRnn.Text.Corpora.DotNetDocs;

/// <summary>
/// Splits English technical prose into sentences of words, in the style of the Penn Treebank language-model files.
/// </summary>
/// <remarks>
/// Words are lower-cased, numbers become <c>N</c> ("32-bit" is <c>N-bit</c>), clitics are words of their own
/// (<c>'s</c>, <c>n't</c>), hyphenated words stay whole, dotted names are split, and all other punctuation is dropped.
/// A sentence ends at a full stop, exclamation or question mark followed by whitespace and no lower-case letter, at a
/// paragraph separator (U+2029) and at a blank line.
/// </remarks>
public static class SentenceTokenizer
{
    /// <summary>The token that replaces a number.</summary>
    public const string Number = "N";

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.,");
    private static readonly string[] Clitics = ["'s", "'re", "'ll", "'ve", "'d", "'m"];
    private static readonly string[] Abbreviations = ["e.g.", "i.e."];

    /// <summary>Splits a text into sentences.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The sentences in order; none is empty.</returns>
    public static IReadOnlyList<IReadOnlyList<string>> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var sentences = new List<IReadOnlyList<string>>();
        var words = new List<string>();
        for (int at = 0; at < text.Length;)
        {
            if (EndsSentence(text, at))
            {
                Close();
                at++;
            }
            else if (Abbreviation(text, at) is { } abbreviation)
            {
                words.Add(abbreviation);
                at += abbreviation.Length;
            }
            else if (char.IsLetterOrDigit(text[at]) || text[at] == '_')
            {
                int end = WordEnd(text, at);
                AddWord(words, text.AsSpan(at, end - at));
                at = end;
            }
            else
            {
                at++;
            }
        }

        Close();
        return sentences;

        void Close()
        {
            if (words.Count > 0)
            {
                sentences.Add(words);
                words = [];
            }
        }
    }

    private static bool EndsSentence(string text, int at)
    {
        switch (text[at])
        {
            case '\u2029':
                return true;
            case '\n':
                int next = SkipWhiteSpace(text, at + 1, stopAt: '\n');
                return next < text.Length && text[next] == '\n';
            case '.' or '!' or '?':
                int after = at + 1;
                while (after < text.Length && text[after] is ')' or ']' or '"' or '\'' or '\u201d' or '\u2019')
                {
                    after++;
                }

                int word = SkipWhiteSpace(text, after, stopAt: '\u2029');
                return word == text.Length || (word > after && !char.IsLower(text[word]));
            default:
                return false;
        }
    }

    private static int SkipWhiteSpace(string text, int at, char stopAt)
    {
        while (at < text.Length && text[at] != stopAt && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return at;
    }

    private static string? Abbreviation(string text, int at)
    {
        bool wordStart = at == 0 || !char.IsLetterOrDigit(text[at - 1]);
        return wordStart && text[at] is 'e' or 'E' or 'i' or 'I'
            ? Abbreviations.FirstOrDefault(
                a => string.Compare(text, at, a, 0, a.Length, StringComparison.OrdinalIgnoreCase) == 0)
            : null;
    }

    private static int WordEnd(string text, int start)
    {
        bool number = char.IsAsciiDigit(text[start]);
        int at = start + 1;
        for (; at < text.Length; at++)
        {
            char c = text[at];
            if (char.IsLetterOrDigit(c) || c == '_')
            {
                number &= char.IsAsciiDigit(c);
                continue;
            }

            bool joins = at + 1 < text.Length && c switch
            {
                '-' or '\'' or '\u2019' => char.IsLetter(text[at + 1]),
                '.' or ',' => number && char.IsAsciiDigit(text[at + 1]),
                _ => false,
            };
            if (!joins)
            {
                break;
            }
        }

        return at;
    }

    private static void AddWord(List<string> words, ReadOnlySpan<char> written)
    {
        string word = written.ToString().ToLowerInvariant().Replace('\u2019', '\'');
        if (char.IsAsciiDigit(word[0]))
        {
            words.Add(WithoutDigits(word));
            return;
        }

        // "doesn't" is "does" and "n't", as in the treebank.
        string? clitic = word.Length > 3 && word.EndsWith("n't", StringComparison.Ordinal)
            ? "n't"
            : Clitics.FirstOrDefault(c => word.Length > c.Length && word.EndsWith(c, StringComparison.Ordinal));
        words.Add(clitic is null ? word : word[..^clitic.Length]);
        if (clitic is not null)
        {
            words.Add(clitic);
        }
    }

    private static string WithoutDigits(string word)
    {
        if (word.StartsWith("0x", StringComparison.Ordinal))
        {
            return Number;
        }

        int end = word.AsSpan().IndexOfAnyExcept(NumberCharacters);
        return end < 0 ? Number : string.Concat(Number, word.AsSpan(end));
    }
}
