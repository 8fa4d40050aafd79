namespace StRnn.Text.Tagging;

/// <summary>A sentence with a tag for each of its words.</summary>
/// <param name="Words">The words.</param>
/// <param name="Tags">The tag of each word.</param>
public sealed record TaggedSentence(IReadOnlyList<string> Words, IReadOnlyList<string> Tags);
