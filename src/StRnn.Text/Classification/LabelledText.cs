namespace StRnn.Text.Classification;

/// <summary>An example of a classification set.</summary>
/// <param name="Text">The text as written in the source; may be empty.</param>
/// <param name="Label">The class, an index into <see cref="TextClassificationData.ClassNames"/>.</param>
public readonly record struct LabelledText(string Text, int Label);
