using System.Globalization;
using StRnn.Experiments.Configuration;
using StRnn.Randomness;

namespace StRnn.Experiments.Search;

/// <summary>A point of a search: one value of each axis.</summary>
/// <param name="Number">Its number, from 1, which names its folders.</param>
/// <param name="Values">The values, in the order of the axes.</param>
internal sealed record SearchCandidate(int Number, IReadOnlyList<string> Values)
{
    private const uint Stream = 0x5EA7C;

    /// <summary>Gets the name of the candidate's folder.</summary>
    public string Name => $"c{Number.ToString("000", CultureInfo.InvariantCulture)}";

    /// <summary>Draws different points of the grid of all axes, or takes all where there are no more.</summary>
    /// <param name="axes">The axes.</param>
    /// <param name="count">The number of points, at least 1.</param>
    /// <param name="seed">The seed of the draw.</param>
    public static IReadOnlyList<SearchCandidate> Draw(IReadOnlyList<SearchAxis> axes, int count, ulong seed)
    {
        long size = axes.Aggregate(1L, (product, axis) => checked(product * axis.Values.Count));
        var random = new RandomSequence(seed, Stream, 0);
        var points = DistinctSample.Draw(size, (int)Math.Min(size, count), ref random);
        return [.. points.Select((point, i) => new SearchCandidate(i + 1, ValuesAt(axes, point)))];
    }

    /// <summary>Returns the configuration of the candidate.</summary>
    /// <param name="config">The configuration that all share.</param>
    /// <param name="axes">The axes.</param>
    public LanguageModelConfig Apply(LanguageModelConfig config, IReadOnlyList<SearchAxis> axes)
        => axes.Zip(Values).Aggregate(config, (changed, pair) => pair.First.Apply(changed, pair.Second));

    private static List<string> ValuesAt(IReadOnlyList<SearchAxis> axes, long point)
    {
        var values = new List<string>(axes.Count);
        foreach (var axis in axes)
        {
            values.Add(axis.Values[(int)(point % axis.Values.Count)]);
            point /= axis.Values.Count;
        }

        return values;
    }
}
