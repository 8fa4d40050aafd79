using StRnn.Backends.Memory;

namespace StRnn.Tests.Tensors;

public sealed class SparsityPatternTests
{
    [Test]
    public void Positions_round_trip()
    {
        long[] positions = [0, 2, 5, 7, 11];
        var pattern = SparsityPattern.FromPositions(4, 3, positions);
        Assert.Multiple(() =>
        {
            Assert.That(pattern.ToPositions(), Is.EqualTo(positions));
            Assert.That(pattern.RowOffsets.ToArray(), Is.EqualTo(new[] { 0, 2, 3, 4, 5 }));
            Assert.That(pattern.ColumnIndices.ToArray(), Is.EqualTo(new[] { 0, 2, 2, 1, 2 }));
            Assert.That(pattern.Density, Is.EqualTo(5 / 12.0));
        });
    }

    [TestCase(new[] { 0, 1 }, new[] { 0 }, "3 row offsets")]
    [TestCase(new[] { 0, 2, 1 }, new[] { 0 }, "must not descend")]
    [TestCase(new[] { 0, 2, 2 }, new[] { 1, 1 }, "Column 1 after 1 in row 0")]
    [TestCase(new[] { 0, 1, 2 }, new[] { 0, 3 }, "Column 3 after -1 in row 1")]
    public void Broken_arrays_are_refused(int[] rowOffsets, int[] columnIndices, string reason)
        => Assert.That(
            () => new SparsityPattern(2, 3, rowOffsets, columnIndices),
            Throws.ArgumentException.With.Message.Contains(reason));

    [Test]
    public void A_position_outside_is_refused()
        => Assert.That(
            () => SparsityPattern.FromPositions(2, 3, [6]),
            Throws.ArgumentException.With.Message.Contains("Position 6"));
}
