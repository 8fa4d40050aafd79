using StRnn.Backends.Memory;

namespace StRnn.Sparsity.Regrowth;

/// <summary>
/// A regrowth rule that draws free positions uniformly, as many as there are connections times a ratio, and adds
/// connections at those of them whose gradient is largest in magnitude. Source: guided stochastic exploration, Heddes
/// et al. 2024, arXiv 2401.06898, with the uniform distribution.
/// </summary>
/// <param name="ratio">The drawn positions / the occupied ones, above 0; 1 in the paper.</param>
/// <remarks>
/// It follows the gradient as RigL does, in O(nnz) memory and time: no dense gradient exists, not even in blocks. Drawn
/// positions whose gradient is 0, as of words that the batch does not contain, count after all others, in the order of
/// their positions.
/// </remarks>
public sealed class SampledGradientRegrowth(double ratio = 1) : IRegrowthRule
{
    private readonly double _ratio = ratio > 0 && double.IsFinite(ratio)
        ? ratio
        : throw new ArgumentOutOfRangeException(nameof(ratio), $"Ratio {ratio} is not above 0.");

    /// <inheritdoc/>
    public string Name => "sampled-gradient";

    /// <inheritdoc/>
    public RegrowthNeeds Needs => RegrowthNeeds.SampledGradient;

    /// <inheritdoc/>
    public SparsityPattern Pick(RegrowthRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var gradientAt = request.Gradient
            ?? throw new ArgumentException($"Regrowth by {Name} needs the gradient of a step.", nameof(request));
        var occupied = request.Occupied;
        long free = ((long)occupied.Rows * occupied.Columns) - occupied.Nnz;
        int drawn = (int)Math.Min(free, Math.Max(request.Count, Math.Ceiling(_ratio * occupied.Nnz)));
        var random = request.Random;
        var sample = RandomRegrowth.Pick(occupied, drawn, ref random);
        if (request.Count == sample.Nnz)
        {
            return sample;
        }

        float[] gradient = gradientAt(sample);
        long[] positions = sample.ToPositions();
        var largest = Enumerable.Range(0, positions.Length)
            .OrderByDescending(k => Math.Abs(gradient[k]))
            .ThenBy(k => k)
            .Take(request.Count)
            .Order()
            .Select(k => positions[k]);
        return SparsityPattern.FromPositions(occupied.Rows, occupied.Columns, [.. largest]);
    }
}
