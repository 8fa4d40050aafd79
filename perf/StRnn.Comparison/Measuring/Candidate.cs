using System.Diagnostics;

namespace StRnn.Comparison.Measuring;

/// <summary>A piece of work that is timed in turns with others, in this process.</summary>
/// <param name="Name">Its name, unique among those timed together.</param>
/// <param name="IsPeer">True if its threads must fall asleep before the next one is timed.</param>
/// <param name="Run">Does the work once; false if it cannot.</param>
internal sealed record Candidate(string Name, bool IsPeer, Func<bool> Run)
{
    // The first milliseconds after a pause are slow: threads wake, clocks rise, caches fill.
    public const double WarmUpMilliseconds = 20;
    public const double SampleMilliseconds = 30;

    /// <summary>Times all candidates in rounds; those that cannot run are left out.</summary>
    /// <param name="candidates">Each is run once before.</param>
    /// <param name="rounds">The samples of each.</param>
    /// <param name="beginRound">Measures something else at the start of every round; null for nothing.</param>
    /// <returns>Milliseconds, sample by sample, by name.</returns>
    public static Dictionary<string, List<double>> Time(
        IEnumerable<Candidate> candidates, int rounds, Action? beginRound = null)
    {
        var able = candidates.Where(candidate => candidate.Run()).ToList();
        var times = able.ToDictionary(candidate => candidate.Name, _ => new List<double>());
        for (int round = 0; round < rounds; round++)
        {
            beginRound?.Invoke();
            foreach (var candidate in able)
            {
                times[candidate.Name].Add(candidate.Sample());
                if (candidate.IsPeer)
                {
                    Thread.Sleep(Paired.Pause);
                }
            }
        }

        return times;
    }

    private double Sample()
    {
        RunFor(WarmUpMilliseconds);
        return RunFor(SampleMilliseconds);
    }

    // Milliseconds of one run, the mean of all that begin within so many milliseconds.
    private double RunFor(double milliseconds)
    {
        long start = Stopwatch.GetTimestamp();
        int count = 0;
        do
        {
            Run();
            count++;
        }
        while (Elapsed() < milliseconds);

        return Elapsed() / count;

        double Elapsed() => Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
