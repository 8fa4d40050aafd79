using StRnn.Autograd;
using StRnn.Backends.Memory;

namespace StRnn.Sparsity.Topology;

/// <summary>
/// An update that is decided and not yet applied: how many connections of each group go, and which come. Rules that
/// look at a step's gradient must decide while the step's memory lasts, which may be before the validation that comes
/// before the update.
/// </summary>
internal sealed class TopologyPlan
{
    internal TopologyPlan(TopologyMoment moment, IReadOnlyList<Part> parts)
    {
        Moment = moment;
        Parts = parts;
    }

    /// <summary>When the update was decided.</summary>
    public TopologyMoment Moment { get; }

    internal IReadOnlyList<Part> Parts { get; }

    /// <summary>The plan for one parameter.</summary>
    /// <param name="Parameter">The parameter.</param>
    /// <param name="Number">Its number in the model: that of its random streams.</param>
    /// <param name="Pruned">How many connections of each group go.</param>
    /// <param name="Grown">How many come.</param>
    /// <param name="NewConnections">Which come; null where that is decided only when the update is applied.</param>
    internal sealed record Part(
        Parameter Parameter, int Number, int[] Pruned, int[] Grown, SparsityPattern? NewConnections);
}
