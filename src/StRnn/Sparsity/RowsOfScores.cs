namespace StRnn.Sparsity;

/// <summary>The scores of a topology group, a range of rows of its parameter's scores.</summary>
internal sealed class RowsOfScores(IPositionScores scores, int start) : IPositionScores
{
    public int BlockRows => scores.BlockRows;

    public void Read(int first, int count, Span<float> values) => scores.Read(start + first, count, values);
}
