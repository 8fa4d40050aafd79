namespace StRnn.Training.Metrics;

/// <summary>A topology update, or all updates since the last event of the kind.</summary>
public sealed record TopologyMetrics() : MetricsEvent(EventName)
{
    /// <summary>The <see cref="MetricsEvent.Event"/> of these events.</summary>
    public const string EventName = "topology";

    /// <summary>
    /// Gets the pruning rate of the update, or of the last of several, if a schedule's rate decides the number of
    /// connections to remove.
    /// </summary>
    public double? PruneRate { get; init; }

    /// <summary>Gets the number of connections of all sparse tensors.</summary>
    public long Nnz { get; init; }

    /// <summary>Gets nnz / (rows * columns) of all sparse tensors together.</summary>
    public double Density { get; init; }

    /// <summary>Gets the number of connections removed.</summary>
    public long Pruned { get; init; }

    /// <summary>Gets the number of connections added, survivors included.</summary>
    public long Regrown { get; init; }

    /// <summary>Gets the number of connections removed and drawn again in the same update.</summary>
    public long Survivors { get; init; }

    /// <summary>Gets R_s: positions that ever held a connection / (rows * columns), over all sparse tensors.</summary>
    public double? ExplorationRate { get; init; }

    /// <summary>Gets the density of each sparse tensor.</summary>
    public IReadOnlyDictionary<string, double>? Densities { get; init; }

    /// <summary>Gets the milliseconds the updates took, but for those before this process.</summary>
    public double? TopologyMs { get; init; }
}
