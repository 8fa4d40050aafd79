using StRnn.Performance;

namespace StRnn.Comparison.Measuring;

/// <summary>Times candidates that take turns, so that noise of the machine affects all of them.</summary>
internal static class Turns
{
    /// <summary>Runs rounds of all; a pause before each lets the others' threads fall asleep.</summary>
    /// <param name="candidates">Each runs once, and returns its milliseconds.</param>
    /// <param name="rounds">The rounds that count; one more goes before.</param>
    /// <returns>The times of each candidate, round by round.</returns>
    public static IReadOnlyList<IReadOnlyList<double>> Measure(IReadOnlyList<Func<double>> candidates, int rounds)
    {
        var times = candidates.Select(_ => new List<double>()).ToList();
        for (int round = 0; round <= rounds; round++)
        {
            for (int i = 0; i < candidates.Count; i++)
            {
                Thread.Sleep(Paired.Pause);
                double time = candidates[i]();
                if (round > 0)
                {
                    times[i].Add(time);
                }
            }
        }

        return times;
    }
}
