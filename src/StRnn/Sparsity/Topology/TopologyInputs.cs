using StRnn.Autograd;

namespace StRnn.Sparsity.Topology;

/// <summary>The inputs of rules besides the weights; those that no rule needs are null.</summary>
internal sealed record TopologyInputs
{
    /// <summary>Gets empty inputs.</summary>
    public static TopologyInputs None { get; } = new();

    /// <summary>Gets the optimiser's momentum of connections.</summary>
    public MomentumReader? Momentum { get; init; }

    /// <summary>Gets |gradient| or |momentum| of all positions of a parameter.</summary>
    public Func<Parameter, IPositionScores>? Scores { get; init; }

    /// <summary>Gets the positions that ever held a connection, by parameter name.</summary>
    public IReadOnlyDictionary<string, ExploredPositions>? Explored { get; init; }
}
