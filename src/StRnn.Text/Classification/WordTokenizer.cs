using System.Buffers;

namespace StRnn.Text.Classification;

/// <summary>
/// Cuts a text into words as Keras's <c>text_to_word_sequence</c> does: lower case, filtered characters become
/// separators, split at separators, empty words left out. Other whitespace, such as U+00A0, stays in its word.
/// </summary>
public sealed class WordTokenizer
{
    private readonly SearchValues<char> _boundaries;

    /// <summary>Creates a tokenizer.</summary>
    /// <param name="options">The rules; null for Keras's defaults.</param>
    public WordTokenizer(TokenizerOptions? options = null)
    {
        Options = options ?? new TokenizerOptions();
        ArgumentNullException.ThrowIfNull(Options.Filters, nameof(options));

        // A filtered character becomes the separator, so it bounds a word as the separator does. The filters are
        // compared with the lowered text, as in Keras: with lower case on, a filter "A" has no effect.
        _boundaries = SearchValues.Create(Options.Filters + Options.Separator);
    }

    /// <summary>The rules.</summary>
    public TokenizerOptions Options { get; }

    /// <summary>The words of a text in order.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>The words; none is empty. An empty text has none.</returns>
    public IReadOnlyList<string> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var rest = (Options.LowerCase ? text.ToLowerInvariant() : text).AsSpan();
        var words = new List<string>();
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOfAny(_boundaries);
            if (end != 0)
            {
                words.Add((end < 0 ? rest : rest[..end]).ToString());
            }

            rest = end < 0 ? [] : rest[(end + 1)..];
        }

        return words;
    }
}
