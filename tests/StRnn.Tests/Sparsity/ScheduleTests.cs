using StRnn.Optimizers;
using StRnn.Sparsity.Schedules;

namespace StRnn.Tests.Sparsity;

public sealed class ScheduleTests
{
    [TestCase(0, 0.7)]
    [TestCase(500, 0.3525)]
    [TestCase(1000, 0.005)]
    [TestCase(2000, 0.005)]
    public void Cosine_decays_to_the_published_floor(long step, double expected)
        => Assert.That(new CosinePruningRate(0.7).RateAt(step, 1000), Is.EqualTo(expected).Within(1e-12));

    [Test]
    public void Constant_stays()
        => Assert.That(new ConstantPruningRate(0.3).RateAt(999, 1000), Is.EqualTo(0.3));

    [Test]
    public void Updates_are_due_every_so_many_steps()
        => Assert.Multiple(() =>
        {
            Assert.That(new UpdateInterval(100).IsDueAfterStep(300, 1000), Is.True);
            Assert.That(new UpdateInterval(100).IsDueAfterStep(301, 1000), Is.False);
            Assert.That(UpdateInterval.EveryEpoch.IsDueAfterStep(300, 1000), Is.False);
            Assert.That(UpdateInterval.EveryEpoch.IsDueAfterEpoch, Is.True);
        });

    [Test]
    public void The_rate_is_divided_after_every_epoch_that_is_not_the_best()
    {
        var schedule = new DivideOnStall(2, 1.25);
        double[] rates = [.. new[] { 5.0, 4.0, 4.5, 4.0, 3.9 }.Select(loss =>
        {
            schedule.EndEpoch(loss);
            return schedule.Rate;
        })];
        Assert.That(rates, Is.EqualTo(new[] { 2, 2, 1.6, 1.28, 1.28 }).Within(1e-12));
    }

    /// <summary>A denser model of a dense-to-sparse method is neither the best so far nor a stall.</summary>
    [Test]
    public void An_epoch_that_cannot_be_compared_divides_nothing_and_is_not_the_best()
    {
        var schedule = new DivideOnStall(2, 1.25);
        double[] rates = [.. new double?[] { null, null, 5, 4, 4.5 }.Select(loss =>
        {
            schedule.EndEpoch(loss);
            return schedule.Rate;
        })];
        Assert.That(rates, Is.EqualTo(new[] { 2, 2, 2, 2, 1.6 }).Within(1e-12));
    }

    [Test]
    public void The_rate_is_halved_each_epoch_after_the_fourth()
    {
        var schedule = new DecayAfterEpoch(20, 4, 0.5);
        double[] rates = [.. Enumerable.Range(0, 6).Select(_ =>
        {
            double rate = schedule.Rate;
            schedule.EndEpoch(1);
            return rate;
        })];
        Assert.That(rates, Is.EqualTo(new[] { 20.0, 20, 20, 20, 10, 5 }));
    }

    /// <summary>
    /// A decay as in the training of ISS: by a factor of ten every n epochs, here two, from the third on.
    /// </summary>
    [Test]
    public void The_rate_can_fall_in_steps_of_several_epochs()
    {
        var schedule = new DecayAfterEpoch(1, 2, 0.1, every: 2);
        double[] rates = [.. Enumerable.Range(0, 7).Select(_ =>
        {
            double rate = schedule.Rate;
            schedule.EndEpoch(1);
            return rate;
        })];
        Assert.That(rates, Is.EqualTo(new[] { 1, 1, 0.1, 0.1, 0.01, 0.01, 0.001 }).Within(1e-12));
        Assert.That(() => new DecayAfterEpoch(1, 2, 0.1, every: 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_restored_schedule_continues()
    {
        ILearningRateSchedule[] originals = [new DivideOnStall(2, 1.33), new DecayAfterEpoch(20, 1, 0.5)];
        ILearningRateSchedule[] copies = [new DivideOnStall(2, 1.33), new DecayAfterEpoch(20, 1, 0.5)];
        for (int i = 0; i < originals.Length; i++)
        {
            originals[i].EndEpoch(4);
            originals[i].EndEpoch(5);
            copies[i].Restore(originals[i].State);
            originals[i].EndEpoch(4.5);
            copies[i].EndEpoch(4.5);
            Assert.That(copies[i].Rate, Is.EqualTo(originals[i].Rate));
        }
    }
}
