using StRnn.Experiments.Benchmarks;

namespace StRnn.Experiments.Tests;

public sealed class StepTimerTests
{
    [TestCase(0, new double[] { 90, 80, 5, 1, 3 }, 3, 3, TestName = "Three_steps_are_timed_whatever_the_budget")]
    [TestCase(
        20, new double[] { 900, 900, 4, 6, 5, 5 }, 4, 5, TestName = "The_budget_begins_after_the_steps_that_warm_up")]
    [TestCase(
        100, new double[] { 1, 1, 10, 30, 20, 50 }, 4, 25,
        TestName = "Of_an_even_number_of_steps_the_middle_two_are_averaged")]
    public void Steps_are_timed(double budget, double[] steps, int count, double median)
    {
        var clock = new SteppedClock();
        var left = new Queue<double>(steps);

        var time = new StepTimer(TimeSpan.FromMilliseconds(budget), clock).Measure(() => clock.Advance(left.Dequeue()));

        Assert.That(time.Steps, Is.EqualTo(count));
        Assert.That(time.MedianMs, Is.EqualTo(median).Within(1e-3));
        Assert.That(left, Is.Empty, "every step asked for, and no more");
    }

    [Test]
    public void Throughput_is_tokens_by_seconds()
        => Assert.That(new StepTime(MedianMs: 250, Steps: 3).TokensPerSecond(700), Is.EqualTo(2800));

    /// <summary>A clock that stands still until it is told to go on.</summary>
    private sealed class SteppedClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(double milliseconds) => _ticks += TimeSpan.FromMilliseconds(milliseconds).Ticks;
    }
}
