namespace StRnn.Training.Metrics;

/// <summary>The losses of some steps.</summary>
/// <param name="Sum">Their sum, in nats.</param>
/// <param name="Targets">The number of targets behind it.</param>
public readonly record struct LossSum(double Sum, long Targets)
{
    /// <summary>Gets the mean cross entropy, in nats per target.</summary>
    public double Mean => Sum / Targets;
}
