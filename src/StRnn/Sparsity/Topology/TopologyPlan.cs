using StRnn.Autograd;
using StRnn.Backends.Memory;

namespace StRnn.Sparsity.Topology;

/// <summary>
/// A planned topology update that is not yet applied: the number of connections to remove from each group, and those to
/// add. Rules that look at a step's gradient must decide while the step's memory is valid, which may be before the
/// validation that precedes the update.
/// </summary>
internal sealed class TopologyPlan
{
    internal TopologyPlan(TopologyMoment moment, IReadOnlyList<Part> parts)
    {
        Moment = moment;
        Parts = parts;
    }

    /// <summary>Gets the time at which the update was planned.</summary>
    public TopologyMoment Moment { get; }

    internal IReadOnlyList<Part> Parts { get; }

    /// <summary>The plan for one parameter.</summary>
    /// <param name="Parameter">The parameter.</param>
    /// <param name="Number">The number in the model, which selects the random streams.</param>
    /// <param name="Pruned">The number of connections to remove from each group.</param>
    /// <param name="Grown">The number of connections to add.</param>
    /// <param name="NewConnections">
    /// The weights of the connections to add; null if they are chosen only when the update is applied.
    /// </param>
    internal sealed record Part(
        Parameter Parameter, int Number, int[] Pruned, int[] Grown, SparsityPattern? NewConnections);
}
