using StRnn.Autograd;
using StRnn.Backends;

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

/// <summary>The gradient of a step at all positions of a weight, as scores.</summary>
/// <param name="backend">The backend that computes it.</param>
/// <param name="gradient">The gradient.</param>
internal sealed class GradientScores(IBackend backend, DenseGradient gradient) : IPositionScores
{
    /// <inheritdoc/>
    public int BlockRows => gradient.BlockRows;

    /// <inheritdoc/>
    public void Read(int first, int count, Span<float> scores)
        => HostTransfer.Read(backend, gradient.Rows(first, count).AsVector(), scores);
}

/// <summary>The scores of a topology group, a range of rows of its parameter's scores.</summary>
internal sealed class RowsOfScores(IPositionScores scores, int start) : IPositionScores
{
    public int BlockRows => scores.BlockRows;

    public void Read(int first, int count, Span<float> values) => scores.Read(start + first, count, values);
}
