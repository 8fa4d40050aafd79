namespace StRnn.Sparsity.Topology;

/// <summary>What a run's progress knows of topology updates.</summary>
internal interface ITopologyProgress
{
    /// <summary>Gets or sets the number of updates done: the random counter of the next one.</summary>
    uint TopologyUpdates { get; set; }

    /// <summary>Gets or sets the steps done when the optimiser last began anew.</summary>
    long OptimizerStart { get; set; }

    /// <summary>Gets the numbers that rules remember from update to update.</summary>
    IDictionary<string, double> Method { get; }
}
