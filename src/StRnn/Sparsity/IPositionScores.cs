namespace StRnn.Sparsity;

/// <summary>
/// A score for every position of a matrix. Scores are read in blocks of rows, because all of them would be a dense
/// matrix.
/// </summary>
public interface IPositionScores
{
    /// <summary>Gets the largest number of rows that can be read at once.</summary>
    int BlockRows { get; }

    /// <summary>Reads the scores of consecutive rows; waits for the backend.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="count">The number of rows, at most <see cref="BlockRows"/>.</param>
    /// <param name="scores">Receives count * columns scores, row after row; only their magnitudes matter.</param>
    void Read(int first, int count, Span<float> scores);
}
