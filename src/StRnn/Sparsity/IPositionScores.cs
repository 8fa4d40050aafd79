namespace StRnn.Sparsity;

/// <summary>A number for every position of a matrix, read in blocks of rows, because all of them would be a dense matrix.</summary>
public interface IPositionScores
{
    /// <summary>How many rows may be read at once.</summary>
    int BlockRows { get; }

    /// <summary>Reads rows of scores; blocks.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="count">The number of rows, at most <see cref="BlockRows"/>.</param>
    /// <param name="scores">[count * columns], row after row; only magnitudes count.</param>
    void Read(int first, int count, Span<float> scores);
}
