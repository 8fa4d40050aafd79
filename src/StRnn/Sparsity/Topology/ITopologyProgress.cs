namespace StRnn.Sparsity.Topology;

/// <summary>The part of a run's progress that concerns topology updates.</summary>
internal interface ITopologyProgress
{
    /// <summary>Gets or sets the number of updates done: the random counter of the next one.</summary>
    uint TopologyUpdates { get; set; }

    /// <summary>Gets or sets the number of steps done when the optimiser last restarted.</summary>
    long OptimizerStart { get; set; }

    /// <summary>Gets the numbers that rules keep from update to update.</summary>
    IDictionary<string, double> MethodMemory { get; }
}
