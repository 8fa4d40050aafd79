using System.Buffers;

namespace StRnn.Text.Classification;

/// <summary>
/// Splits a text into words as Keras's <c>text_to_word_sequence</c> does: letters become lower case, filtered
/// characters become separators, the text is split at separators, and empty words are left out. Other whitespace, such
/// as U+00A0, stays in its word.
/// </summary>
public sealed class WordTokenizer
{
    private readonly SearchValues<char> _boundaries;

    /// <summary>Initializes a new instance of the <see cref="WordTokenizer"/> class.</summary>
    /// <param name="options">The options; null for Keras's defaults.</param>
    public WordTokenizer(TokenizerOptions? options = null)
    {
        Options = options ?? new TokenizerOptions();
        ArgumentNullException.ThrowIfNull(Options.Filters, nameof(options));

        // A filtered character becomes the separator, so it ends a word as the separator does. The filters are compared
        // with the lower-case text, as in Keras: if letters become lower case, a filter "A" has no effect.
        _boundaries = SearchValues.Create(Options.Filters + Options.Separator);
    }

    /// <summary>Gets the options.</summary>
    public TokenizerOptions Options { get; }

    /// <summary>Splits a text into words.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The words in order; none is empty. An empty text has none.</returns>
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
