namespace StRnn.Text.Classification;

/// <summary>One example of a classification set.</summary>
/// <param name="Text">The text as the source has it; may be empty.</param>
/// <param name="Label">The class, an index into <see cref="TextClassificationData.ClassNames"/>.</param>
public readonly record struct LabelledText(string Text, int Label);
