namespace StRnn.Experiments.Tests.Support;

/// <summary>A clock that stands still until it is told to go on.</summary>
public sealed class SteppedClock : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public void Advance(double milliseconds) => _ticks += TimeSpan.FromMilliseconds(milliseconds).Ticks;
}
