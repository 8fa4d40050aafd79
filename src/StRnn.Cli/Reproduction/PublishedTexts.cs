namespace StRnn.Cli.Reproduction;

/// <summary>How many texts the paper trains on.</summary>
/// <param name="Set">The set's name.</param>
/// <param name="Count">The number of training texts.</param>
internal sealed record PublishedTexts(string Set, int Count);
