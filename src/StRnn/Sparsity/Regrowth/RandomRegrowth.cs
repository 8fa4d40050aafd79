using StRnn.Randomness;

namespace StRnn.Sparsity.Regrowth;

/// <summary>
/// New connections uniformly at random among the free positions, without replacement, in O(nnz): no dense mask is made.
/// Source: Liu et al. 2021, section 3.
/// </summary>
public sealed class RandomRegrowth : IRegrowthRule
{
    /// <inheritdoc/>
    public string Name => "random";

    /// <inheritdoc/>
    public long[] Pick(MatrixShape shape, ReadOnlySpan<long> occupied, int count, RandomSequence random)
    {
        long free = shape.Size - occupied.Length;
        var picked = DistinctSample.Draw(free, count, ref random);

        // A draw is the rank r of a free position among the free ones. The position is r plus the number of occupied positions
        // before it; both lists ascend, so one sweep finds it.
        int passed = 0;
        for (int i = 0; i < picked.Length; i++)
        {
            while (passed < occupied.Length && occupied[passed] <= picked[i] + passed)
            {
                passed++;
            }

            picked[i] += passed;
        }

        return picked;
    }
}
