namespace StRnn.Text.Classification;

/// <summary>Options for splitting a text into words; the defaults are those of Keras's <c>Tokenizer</c>.</summary>
public sealed record TokenizerOptions
{
    /// <summary>
    /// Keras's default filters: punctuation except the apostrophe, tab and line feed (but not carriage return).
    /// </summary>
    public const string DefaultFilters = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n";

    /// <summary>
    /// Gets a value indicating whether letters become lower case (character by character, equal on every machine).
    /// </summary>
    public bool LowerCase { get; init; } = true;

    /// <summary>Gets the characters that are replaced by <see cref="Separator"/>.</summary>
    public string Filters { get; init; } = DefaultFilters;

    /// <summary>Gets the character that separates words.</summary>
    public char Separator { get; init; } = ' ';
}
