namespace StRnn.Training.Checkpoints;

/// <summary>
/// The sum of the global gradient norms of some steps, before clipping. Norms that are not finite are left out.
/// </summary>
/// <param name="Steps">The number of steps measured.</param>
/// <param name="Sum">The sum of their norms.</param>
/// <param name="Clipped">The number of steps whose norm exceeded the clip norm.</param>
public readonly record struct GradientNormSum(long Steps, double Sum, long Clipped)
{
    /// <summary>Computes the mean norm; null if no step was measured.</summary>
    public double? Mean() => Steps > 0 ? Sum / Steps : null;

    /// <summary>Computes the share of the steps that were clipped; null if no step was measured.</summary>
    public double? ClippedShare() => Steps > 0 ? (double)Clipped / Steps : null;

    /// <summary>Returns the same with more steps. They are added one by one, so that their grouping changes no
    /// bit.</summary>
    /// <param name="norms">Their norms.</param>
    /// <param name="clipNorm">The largest norm that is not clipped.</param>
    public GradientNormSum Add(IReadOnlyList<double> norms, double clipNorm)
    {
        ArgumentNullException.ThrowIfNull(norms);
        var sum = this;
        foreach (double norm in norms.Where(double.IsFinite))
        {
            sum = new GradientNormSum(sum.Steps + 1, sum.Sum + norm, sum.Clipped + (norm > clipNorm ? 1 : 0));
        }

        return sum;
    }
}
