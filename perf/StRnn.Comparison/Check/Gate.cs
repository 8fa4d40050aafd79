namespace StRnn.Comparison.Check;

/// <summary>One comparison of a regression run.</summary>
/// <param name="Name">The figure that was compared.</param>
/// <param name="Passed">Whether it is no worse than it may be.</param>
/// <param name="Finding">Both figures, in words.</param>
internal sealed record Gate(string Name, bool Passed, string Finding)
{
    // Differences below this are not told apart from noise on any machine.
    private const double LeastTolerance = 0.10;
    private const double NoiseFactor = 3;

    /// <summary>Compares a deterministic quantity: it may shrink, not grow.</summary>
    public static Gate Exact(string name, long recorded, long measured) => new(
        name, measured <= recorded, FormattableString.Invariant($"{measured:N0}, recorded {recorded:N0}"));

    /// <summary>
    /// Compares a count of instructions: it may grow by a hundredth, which another version of a compiler may cost.
    /// </summary>
    public static Gate Instructions(string name, long recorded, long measured) => new(
        name,
        measured <= recorded + (recorded / 100),
        FormattableString.Invariant($"{measured:N0}, recorded {recorded:N0}"));

    /// <summary>
    /// Compares a paired ratio, larger is faster: it may fall by a tenth, or by three times this run's own noise.
    /// </summary>
    /// <param name="name">What was timed.</param>
    /// <param name="recorded">The baseline's ratio.</param>
    /// <param name="measured">This run's median ratio.</param>
    /// <param name="noise">Half the distance of this run's quartiles, relative to the median.</param>
    public static Gate Ratio(string name, double recorded, double measured, double noise)
    {
        double tolerance = Math.Max(LeastTolerance, NoiseFactor * noise);
        return new Gate(
            name,
            measured >= recorded * (1 - tolerance),
            FormattableString.Invariant($"{measured:F2} times the yardstick, recorded {recorded:F2}, ")
                + FormattableString.Invariant($"tolerance {100 * tolerance:F0} %, noise {100 * noise:F0} %"));
    }
}
