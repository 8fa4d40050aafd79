namespace StRnn.Sparsity.Topology;

/// <summary>A topology update that was applied.</summary>
/// <param name="Changes">The changes of each tensor.</param>
/// <param name="Rate">The schedule's pruning rate; null if it does not decide the number of connections.</param>
/// <param name="IsFrequent">
/// A value indicating whether updates come at an interval of steps, so that several may be reported together.
/// </param>
/// <param name="Milliseconds">The duration of the update, in milliseconds.</param>
public sealed record TopologyUpdate(
    IReadOnlyList<TopologyChange> Changes, double? Rate, bool IsFrequent, double Milliseconds)
{
    /// <summary>Gets the number of connections removed.</summary>
    public long Pruned => Changes.Sum(change => (long)change.Pruned);

    /// <summary>Gets the number of connections added, survivors included.</summary>
    public long Regrown => Changes.Sum(change => (long)change.Regrown);

    /// <summary>Gets the number of connections removed and drawn again.</summary>
    public long Survivors => Changes.Sum(change => (long)change.Survivors);
}

/// <summary>
/// The changes of one tensor by a topology update, counted in weights: a multiple of a connection's.
/// </summary>
/// <param name="Name">The parameter's name.</param>
/// <param name="Nnz">The number of connections after the update.</param>
/// <param name="Density">nnz / (rows * columns).</param>
/// <param name="Pruned">The number of connections removed.</param>
/// <param name="Regrown">The number of connections added, survivors included.</param>
/// <param name="Survivors">The number of connections removed and drawn again.</param>
public sealed record TopologyChange(string Name, int Nnz, double Density, int Pruned, int Regrown, int Survivors);
