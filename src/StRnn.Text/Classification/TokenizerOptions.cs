namespace StRnn.Text.Classification;

/// <summary>How a text is cut into words; the defaults are those of Keras's <c>Tokenizer</c>.</summary>
public sealed record TokenizerOptions
{
    /// <summary>Keras's default filters: punctuation without the apostrophe, tab and line feed (not carriage return).</summary>
    public const string DefaultFilters = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n";

    /// <summary>Whether letters become lower case (character by character, the same on every machine).</summary>
    public bool LowerCase { get; init; } = true;

    /// <summary>The characters that are replaced by <see cref="Separator"/>.</summary>
    public string Filters { get; init; } = DefaultFilters;

    /// <summary>The character that separates words.</summary>
    public char Separator { get; init; } = ' ';
}
