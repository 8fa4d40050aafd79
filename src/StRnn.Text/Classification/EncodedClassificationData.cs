namespace StRnn.Text.Classification;

/// <summary>A classification set as word indices, with the words that its training texts gave.</summary>
/// <param name="Words">The words and their indices.</param>
/// <param name="Train">The training texts.</param>
/// <param name="Validation">The validation texts.</param>
/// <param name="Test">The test texts.</param>
public sealed record EncodedClassificationData(
    WordIndex Words, EncodedTexts Train, EncodedTexts Validation, EncodedTexts Test);
