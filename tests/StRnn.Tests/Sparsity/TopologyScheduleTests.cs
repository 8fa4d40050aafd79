using StRnn.Sparsity;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Schedules;
using StRnn.Sparsity.Topology;

namespace StRnn.Tests.Sparsity;

/// <summary>When topology updates happen, without a model or a backend.</summary>
public sealed class TopologyScheduleTests
{
    private const int StepsPerEpoch = 10;
    private const int Epochs = 4;

    private static readonly UniformInitializer Half = new(0.5);

    [Test]
    public void St_updates_after_each_epochs_validation()
    {
        var schedule = Schedule(SparseTrainingMethod.SparseTopology(Half, 0.4));
        long[] due = [10, 20, 30, 40];
        Assert.That(Steps(schedule, step => schedule.RuleAt(step) is not null), Is.EqualTo(due));
        Assert.That(Steps(schedule, step => schedule.RuleAfterEpoch(step) is not null), Is.EqualTo(due));
        Assert.That(Steps(schedule, schedule.KeepsFactors), Is.Empty);
    }

    [Test]
    public void Rigl_replaces_steps_until_three_quarters_and_looks_at_their_gradients()
    {
        var schedule = Schedule(SparseTrainingMethod.RigL(Half, 0.3, new UpdateInterval(5)));
        long[] due = [5, 10, 15, 20, 25]; // the rate is 0 from step 30 on
        Assert.That(Steps(schedule, step => schedule.RuleAt(step) is { ReplacesStep: true }), Is.EqualTo(due));
        Assert.That(
            Steps(schedule, step => schedule.RuleAfterEpoch(step) is not null),
            Is.EqualTo(new long[] { 10, 20 }),
            "an update that ends an epoch comes after its validation");
        Assert.That(Steps(schedule, schedule.KeepsFactors), Is.EqualTo(due));
    }

    [Test]
    public void Rigl_once_an_epoch_keeps_the_step_and_waits_for_the_validation()
    {
        var schedule = Schedule(SparseTrainingMethod.RigL(Half, 0.3, UpdateInterval.EveryEpoch));
        Assert.That(schedule.RuleAt(10), Is.Not.Null.And.Property(nameof(TopologyRule.ReplacesStep)).False);
        Assert.That(schedule.RuleAfterEpoch(10), Is.SameAs(schedule.RuleAt(10)));
        Assert.That(Steps(schedule, schedule.KeepsFactors), Is.EqualTo(new long[] { 10, 20 }));
    }

    [Test]
    public void Snfs_keeps_the_factors_of_every_step()
    {
        var schedule = Schedule(SparseTrainingMethod.SparseMomentum(Half, 0.5));
        Assert.That(schedule.NeedsMomentum && schedule.NeedsDenseMomentum);
        Assert.That(Steps(schedule, schedule.KeepsFactors), Has.Count.EqualTo(StepsPerEpoch * Epochs));
    }

    [Test]
    public void Snip_updates_in_the_first_step_alone()
    {
        var schedule = Schedule(SparseTrainingMethod.SingleShot(Half));
        long[] due = [1];
        Assert.That(Steps(schedule, step => schedule.RuleAt(step) is { ReplacesStep: true }), Is.EqualTo(due));
        Assert.That(schedule.RecordsPositions, Is.False);
    }

    [TestCase(0.5, null)]
    [TestCase(0.95, 40L)]
    public void A_dense_to_sparse_method_that_ends_too_late_is_found(double until, long? expected)
    {
        var method = SparseTrainingMethod.GradualMagnitudePruning(Half, UpdateInterval.EveryEpoch, until);
        Assert.That(Schedule(method).TooLateEnd(), Is.EqualTo(expected));
    }

    [Test]
    public void A_method_that_is_sparse_from_the_start_never_ends_too_late()
        => Assert.That(Schedule(SparseTrainingMethod.SparseTopology(Half, 0.4)).TooLateEnd(), Is.Null);

    [TestCase(100, false)]
    [TestCase(51, false)]
    [TestCase(50, true)]
    public void A_dense_to_sparse_model_is_settled_once_it_is_as_sparse_as_asked(long connections, bool expected)
    {
        MatrixShape[] groups = [new(10, 10)];
        var method = SparseTrainingMethod.SingleShot(Half);
        Assert.That(Schedule(method).IsSettled(groups, connections), Is.EqualTo(expected));
        Assert.That(Schedule(SparseTrainingMethod.Static(Half)).IsSettled(groups, connections));
    }

    private static TopologySchedule Schedule(SparseTrainingMethod method) => new(method, StepsPerEpoch, Epochs);

    private static List<long> Steps(TopologySchedule schedule, Func<long, bool> isTrue)
        => [.. Enumerable.Range(1, (int)schedule.TotalSteps).Select(step => (long)step).Where(isTrue)];
}
