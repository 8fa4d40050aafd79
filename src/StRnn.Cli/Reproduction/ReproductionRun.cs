using System.Diagnostics;
using System.Text.Json;
using StRnn.Cli.Configuration;
using StRnn.Cli.Hosting;
using StRnn.Cli.Runs;
using StRnn.Text.Corpora;
using StRnn.Training;
using StRnn.Training.Checkpoints;

namespace StRnn.Cli.Reproduction;

/// <summary>
/// Works through a table: a finished row is kept, one that was interrupted goes on where it stopped, one that cannot be trained is named with the reason,
/// and the others are trained all the same.
/// </summary>
internal sealed class ReproductionRun(CliConsole console, BackendHost host, string folder, int seeds)
{
    private const string MeasuredFile = "measured.json";

    /// <summary>Works through the rows.</summary>
    /// <param name="rows">The rows wanted.</param>
    /// <param name="finished">Is told the outcomes so far after every row.</param>
    /// <param name="cancellation">Asks to stop and save.</param>
    /// <returns>Whether all was done; false if interrupted.</returns>
    public bool Run(IReadOnlyList<ReproductionRow> rows, Action<IReadOnlyList<RowOutcome>> finished, CancellationToken cancellation)
    {
        var outcomes = new List<RowOutcome>();
        foreach (var row in rows)
        {
            if (Complete(row, cancellation) is not { } outcome)
            {
                return false;
            }

            outcomes.Add(outcome);
            finished(outcomes);
        }

        return true;
    }

    /// <summary>Trains a row; null if interrupted.</summary>
    private RowOutcome? Complete(ReproductionRow row, CancellationToken cancellation)
    {
        if (row.Config is not { } config)
        {
            return new RowOutcome(row, [], row.Absent);
        }

        var results = new List<RowResult>();
        for (ulong seed = 1; seed <= (ulong)seeds; seed++)
        {
            console.Out.WriteLine();
            console.Out.WriteLine($"{row.Label}, seed {seed}");
            var run = new RunDirectory(Path.Combine(folder, row.Key, $"seed-{seed}"));
            try
            {
                var result = row.Ngrams is { } longest
                    ? Measure(run, ((ClassifierConfig)config).Data, longest, seed)
                    : Train(run, config with { Training = config.Training with { Seed = seed } }, seed, cancellation);
                if (result is null)
                {
                    return null;
                }

                results.Add(result);
            }
            catch (Exception exception) when (exception is TrainingException or CorpusException or CheckpointException)
            {
                console.Warn($"{row.Label}, seed {seed}: {exception.Message}");
                return new RowOutcome(row, results, exception.Message);
            }
        }

        return new RowOutcome(row, results, null);
    }

    private RowResult? Train(RunDirectory run, RunConfig config, ulong seed, CancellationToken cancellation)
    {
        if (File.Exists(run.ConfigPath))
        {
            config = Agree(config, run);
        }

        var session = new TrainingSession(console, config, run, host);
        return session.Train(run.HasRun, cancellation) == TrainingOutcome.Completed ? RowResult.Of(run, seed) : null;
    }

    /// <summary>What a run that was begun says, which must be what is wanted now.</summary>
    private static RunConfig Agree(RunConfig wanted, RunDirectory run)
    {
        var saved = RunConfig.Read(run);
        bool isSame = saved.Preset == wanted.Preset
            && saved.Training == wanted.Training
            && saved.DataSource.Name == wanted.DataSource.Name
            && (saved.Method == wanted.Method.Completed() || saved.Method.Name == Methods.SmallDense);
        return isSame
            ? saved
            : throw new UsageException(
                $"'{run.Path}' holds a run of another scale or version: choose another --out, or delete the folder.");
    }

    private static RowResult Measure(RunDirectory run, LabelledTextConfig data, int longest, ulong seed)
    {
        string path = run.File(MeasuredFile);
        if (File.Exists(path))
        {
            return JsonSerializer.Deserialize<RowResult>(File.ReadAllText(path))!;
        }

        var watch = Stopwatch.StartNew();
        var (valid, test) = BagOfWords.Measure(LabelledTextSource.Load(data), longest, (int)seed);
        var result = new RowResult(seed, valid, test, null, null, watch.Elapsed.TotalSeconds);
        run.Create();
        RunDirectory.WriteText(path, JsonSerializer.Serialize(result));
        return result;
    }
}
