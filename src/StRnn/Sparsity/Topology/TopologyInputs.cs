using StRnn.Autograd;

namespace StRnn.Sparsity.Topology;

/// <summary>What rules may look at besides the weights. What no rule asks for may be left out.</summary>
internal sealed record TopologyInputs
{
    /// <summary>Nothing.</summary>
    public static TopologyInputs None { get; } = new();

    /// <summary>The optimiser's momentum of connections.</summary>
    public MomentumReader? Momentum { get; init; }

    /// <summary>|gradient| or |momentum| of all positions of a parameter.</summary>
    public Func<Parameter, IPositionScores>? Scores { get; init; }

    /// <summary>The positions that ever were connections, by parameter name.</summary>
    public IReadOnlyDictionary<string, ExploredPositions>? Explored { get; init; }
}
