using StRnn.Comparison.Rows;

namespace StRnn.Comparison.Check;

/// <summary>
/// What must hold on every processor, recorded or not: ratios of our own products, measured in the same run. The limits
/// are about half of what the recorded processors reach (3.1 to 3.3 times, and 0.9), so they find a kernel that is
/// broken on a processor that nobody has measured, and no loss of a few hundredths.
/// </summary>
internal static class SameRunGates
{
    private const double LeastOfDense = 1.5;
    private const double LeastOfSpMM = 0.5;

    /// <summary>Judges the products at density 0.20.</summary>
    /// <param name="ratios">Time of the yardstick / our time, by name.</param>
    public static IEnumerable<Gate> Of(IReadOnlyDictionary<string, double> ratios)
    {
        yield return Against(ProductBench.SpMM, ProductBench.Gemm, LeastOfDense);
        yield return Against(ProductBench.Sddmm, ProductBench.Gemm, LeastOfDense);
        yield return Against(ProductBench.SpMMTransposed, ProductBench.SpMM, LeastOfSpMM);

        Gate Against(string name, string other, double least)
        {
            double ratio = ratios[name] / ratios[other];
            return new Gate(
                $"{name} against {other}",
                ratio >= least,
                FormattableString.Invariant($"{ratio:F2} times as fast in this run, at least {least:F1} everywhere"));
        }
    }
}
