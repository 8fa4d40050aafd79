using StRnn.Sparsity.Pruning;
using StRnn.Sparsity.Regrowth;

namespace StRnn.Sparsity.Topology;

/// <summary>
/// The schedule of a method's topology updates in a run, a function of the step's number alone. Steps are numbered from
/// 1, as the optimiser's are.
/// </summary>
/// <param name="method">The method.</param>
/// <param name="stepsPerEpoch">The number of steps of an epoch.</param>
/// <param name="epochs">The number of epochs of the run.</param>
internal sealed class TopologySchedule(SparseTrainingMethod method, int stepsPerEpoch, int epochs)
{
    /// <summary>Gets the number of steps of the whole run, which the method's schedules span.</summary>
    public long TotalSteps { get; } = (long)epochs * stepsPerEpoch;

    /// <summary>Gets the method.</summary>
    public SparseTrainingMethod Method => method;

    /// <summary>
    /// Gets a value indicating whether the first rule or a later one looks at the momentum of connections or of all
    /// positions.
    /// </summary>
    public bool NeedsMomentum => NeedsDenseMomentum || Rules.Any(rule => rule.Redistribution.NeedsMomentum);

    /// <summary>
    /// Gets a value indicating whether a rule looks at the momentum of all positions, so that every step computes dense
    /// gradients.
    /// </summary>
    public bool NeedsDenseMomentum { get; }
        = RulesOf(method).Any(rule => rule.Regrowth.Needs.HasFlag(RegrowthNeeds.DenseMomentum));

    /// <summary>
    /// Gets a value indicating whether the weights at the previous update are kept with the connections.
    /// </summary>
    public bool KeepsPrevious => Rules.Any(rule => rule.KeepsPrevious);

    /// <summary>Gets a value indicating whether updates reset all optimiser state.</summary>
    public bool ResetsOptimizer => Rules.Any(rule => rule.ResetsOptimizer);

    /// <summary>
    /// Gets a value indicating whether an update after a validation prunes by the gradient of the step before it.
    /// </summary>
    public bool PrunesByGradientAfterEpoch => method.Topology is { } rule
        && rule.Pruning.Needs.HasFlag(PruningNeeds.Gradient) && rule.Interval.IsDueAfterEpoch;

    /// <summary>
    /// Gets a value indicating whether positions that ever held a connection are recorded; a fixed pattern explores
    /// none.
    /// </summary>
    public bool RecordsPositions => method.Topology is { TakesDense: false };

    private IEnumerable<TopologyRule> Rules => RulesOf(method);

    /// <summary>
    /// Gets the rule whose update belongs to a step: carried out in its place, after it, or after the validation of the
    /// epoch that it ends.
    /// </summary>
    /// <param name="step">The step's number.</param>
    /// <returns>The rule; null for none.</returns>
    public TopologyRule? RuleAt(long step)
        => step == 1 && method.Start is { } start ? start
            : method.Topology is { } topology && IsDue(topology, step) ? topology
            : null;

    /// <summary>Gets the rule whose update follows the validation of the epoch that a step ended.</summary>
    /// <param name="step">The number of the epoch's last step.</param>
    /// <returns>The rule; null for none.</returns>
    public TopologyRule? RuleAfterEpoch(long step)
        => EndsEpoch(step) ? RuleAt(step) : null;

    /// <summary>Determines whether a step is the last one of its epoch.</summary>
    /// <param name="step">The step's number.</param>
    public bool EndsEpoch(long step) => step % stepsPerEpoch == 0;

    /// <summary>
    /// Determines whether a step keeps the factors of its gradients, for a rule that looks at positions without a
    /// connection.
    /// </summary>
    /// <param name="step">The step's number.</param>
    public bool KeepsFactors(long step)
        => NeedsDenseMomentum || RuleAt(step) is { GrowsByGradient: true };

    /// <summary>
    /// Determines whether a step computes gradients at all positions. Those at sampled positions are not counted: they
    /// cost as much as the weight gradients of a step, once per update.
    /// </summary>
    /// <param name="step">The step's number.</param>
    public bool HasDenseGradient(long step)
        => NeedsDenseMomentum || (RuleAt(step) is { } rule && rule.Regrowth.Needs.HasFlag(RegrowthNeeds.DenseGradient));

    /// <summary>
    /// Computes the step at which a dense-to-sparse method ends, if that is too late for a validation.
    /// </summary>
    /// <returns>The step's number; null if the method ends in time, or is sparse from the start.</returns>
    public long? TooLateEnd()
    {
        if (method.Topology is not { Final: not null } rule)
        {
            return null;
        }

        // The updates of an epoch's end come after its validation, so the last one of the run is too late.
        long interval = rule.Interval.IsDueAfterEpoch ? stepsPerEpoch : rule.Interval.Steps;
        long end = (long)Math.Ceiling(rule.FinalAt * TotalSteps);
        long settled = (end + interval - 1) / interval * interval;
        return settled >= TotalSteps ? settled : null;
    }

    /// <summary>
    /// Determines whether a model has the sparsity of its method: from the start, or once a dense-to-sparse method has
    /// ended. A method whose final sparsity nobody sets, as group lasso, is settled from the start.
    /// </summary>
    /// <param name="groups">The shapes of the topology groups of all matrices that may be sparse.</param>
    /// <param name="weights">The number of their weights.</param>
    public bool IsSettled(IReadOnlyList<MatrixShape> groups, long weights)
        => Rules.FirstOrDefault(rule => rule.TakesDense) is not { } rule
            || weights <= rule.Final!.AllocateNnz(groups).Zip(groups, (nnz, shape) => shape.WeightsOf(nnz)).Sum();

    private static IEnumerable<TopologyRule> RulesOf(SparseTrainingMethod method)
        => new[] { method.Start, method.Topology }.OfType<TopologyRule>();

    private bool IsDue(TopologyRule rule, long step)
        => ((EndsEpoch(step) && rule.Interval.IsDueAfterEpoch) || rule.Interval.IsDueAfterStep(step, TotalSteps))
            && (!rule.Amount.FollowsRate || rule.Rate.RateAt(step, TotalSteps) > 0);
}
