using StRnn.Experiments.Runs;

namespace StRnn.Reproduction;

/// <summary>A run of a queue.</summary>
/// <param name="Row">The key of its row.</param>
/// <param name="Epochs">The epochs it is to train; 0 for a model that is fitted at once.</param>
/// <param name="IsDone">True if it is finished.</param>
/// <param name="Report">Its metrics so far.</param>
internal sealed record QueuedRun(string Row, int Epochs, bool IsDone, RunReport Report);

/// <summary>
/// Says how many runs of a queue are done, and about how long the others take: an epoch lasts as long as those of the
/// same row so far, or as those of all rows on average.
/// </summary>
internal static class QueueEstimate
{
    /// <summary>Describes a queue in a few words.</summary>
    public static string Of(IReadOnlyList<QueuedRun> queue)
    {
        int done = queue.Count(run => run.IsDone);
        string place = $"run {Math.Min(done + 1, queue.Count)} of {queue.Count}";
        var seconds = queue.GroupBy(run => run.Row)
            .ToDictionary(row => row.Key, row => row.Average(run => run.Report.EpochSeconds));
        if (seconds.Values.Average() is not { } mean)
        {
            return place;
        }

        double left = queue.Where(run => !run.IsDone)
            .Sum(run => (seconds[run.Row] ?? mean) * Math.Max(0, run.Epochs - run.Report.EpochsDone));
        return $"{place}, about {TimeSpan.FromSeconds(left).TotalHours:0.0} h left";
    }
}
