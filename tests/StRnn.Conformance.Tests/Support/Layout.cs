namespace StRnn.Conformance.Tests.Support;

/// <summary>How an operand lies in its buffer.</summary>
/// <param name="Offset">Elements before the first.</param>
/// <param name="Padding">Elements between two rows.</param>
internal sealed record Layout(int Offset, int Padding)
{
    /// <summary>A whole buffer, as a tensor has it.</summary>
    public static Layout Tight { get; } = new(0, 0);

    /// <summary>
    /// A piece of a larger matrix that starts at an odd element, so that no row is aligned to a vector register.
    /// </summary>
    public static Layout Piece { get; } = new(3, 5);

    public static Layout[] All { get; } = [Tight, Piece];
}
