using StRnn.Comparison.Measuring;

namespace StRnn.Comparison.Rows;

/// <summary>The times of one product in its variants.</summary>
/// <param name="Milliseconds">Sample by sample, by name; sample i of each was taken in the same round.</param>
/// <param name="Gigaflop">The useful work of each: 2 * nnz * N, or 2 * rows * columns * N where the product is dense.</param>
/// <param name="Peak">GFLOP/s, the highest of the rounds, since whatever disturbs a probe lowers it; 0 if unknown.</param>
internal sealed record ProductTimes(
    IReadOnlyDictionary<string, List<double>> Milliseconds, IReadOnlyDictionary<string, double> Gigaflop, double Peak)
{
    public bool Has(string name) => Milliseconds.ContainsKey(name);

    public double Median(string name) => Statistics.Median(Milliseconds[name]);

    public double Gflops(string name) => Gigaflop[name] / Median(name) * 1000;

    public Paired Pair(string ours, string theirs) => new(Milliseconds[ours], Milliseconds[theirs]);
}
