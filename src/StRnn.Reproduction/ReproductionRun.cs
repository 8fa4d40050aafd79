using System.Diagnostics;
using System.Text.Json;
using StRnn.Cli.Hosting;
using StRnn.Cli.Sessions;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Data;
using StRnn.Experiments.Methods;
using StRnn.Experiments.Reproduction;
using StRnn.Experiments.Runs;
using StRnn.Training;

namespace StRnn.Reproduction;

/// <summary>
/// Trains the rows of a table, all of them with one seed before the next: keeps finished runs, resumes an interrupted
/// one, and reports a row that cannot be trained while the others continue.
/// </summary>
internal sealed class ReproductionRun(
    CliConsole console, BackendHost host, string folder, int seeds, PauseFile pause)
{
    private const string MeasuredFile = "measured.json";

    /// <summary>Trains the rows.</summary>
    /// <param name="all">All rows of the table; those not wanted now are reported as far as they are finished.</param>
    /// <param name="wanted">The rows wanted.</param>
    /// <param name="finished">Receives the outcomes of all rows after every row.</param>
    /// <param name="cancellation">Stops the training and saves.</param>
    /// <returns>True if all rows were done; false if interrupted.</returns>
    public bool Run(
        IReadOnlyList<ReproductionRow> all,
        IReadOnlyList<ReproductionRow> wanted,
        Action<IReadOnlyList<RowOutcome>> finished,
        CancellationToken cancellation)
    {
        var problems = new Dictionary<string, string>();
        Report();
        for (ulong seed = 1; seed <= (ulong)seeds; seed++)
        {
            foreach (var row in wanted.Where(row => row.Config is not null && !problems.ContainsKey(row.Key)))
            {
                if (Kept(row, seed) is not null)
                {
                    continue;
                }

                console.Out.WriteLine();
                string place = Estimate([.. wanted.Where(other => !problems.ContainsKey(other.Key))]);
                console.Out.WriteLine($"{row.Label}, seed {seed} ({place})");
                if (!Train(row, seed, problems, cancellation))
                {
                    return false;
                }

                Report();
            }
        }

        return true;

        void Report() => finished([.. all.Select(row => Finished(row, problems))]);
    }

    /// <summary>
    /// Returns the results of a row so far, without training anything; a damaged row is added to the problems.
    /// </summary>
    private RowOutcome Finished(ReproductionRow row, Dictionary<string, string> problems)
    {
        if (row.Config is null)
        {
            return new RowOutcome(row, [], row.Absent);
        }

        try
        {
            RowResult[] results =
                [.. Enumerable.Range(1, seeds).Select(seed => Kept(row, (ulong)seed)).OfType<RowResult>()];
            string? missing = results.Length == seeds ? null : $"{results.Length} of {seeds} trained";
            return new RowOutcome(row, results, problems.GetValueOrDefault(row.Key) ?? missing);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Rows are reported again and again; a warning once.
            if (problems.TryAdd(row.Key, ErrorText.WithAdvice(exception)))
            {
                console.Warn($"{row.Label}: {problems[row.Key]}");
            }

            return new RowOutcome(row, [], problems[row.Key]);
        }
    }

    private string Estimate(IReadOnlyList<ReproductionRow> wanted) => QueueEstimate.Of(
    [
        .. wanted.Where(row => row.Config is not null).SelectMany(row => Enumerable.Range(1, seeds)
            .Select(seed => new QueuedRun(
                row.Key,
                row.Ngrams is null ? row.Config!.Training.Epochs : 0,
                Kept(row, (ulong)seed) is not null,
                RunReport.Of(RunOf(row, (ulong)seed))))),
    ]);

    // A row of another scale or of an older recipe is ignored.
    private RowResult? Kept(ReproductionRow row, ulong seed)
    {
        var run = RunOf(row, seed);
        if (row.Ngrams is { } longest)
        {
            return Measured(run, ((ClassifierConfig)row.Config!).Data, longest);
        }

        return File.Exists(run.ConfigPath) && RunConfig.Read(run).IsSameExperiment(Seeded(row.Config!, seed))
            ? ResultOf(run, seed)
            : null;
    }

    private static RunConfig Seeded(RunConfig config, ulong seed)
        => config with { Training = config.Training with { Seed = seed } };

    private static RowResult? Measured(RunDirectory run, LabelledTextConfig data, int longest)
        => File.Exists(run.File(MeasuredFile))
            && JsonSerializer.Deserialize<MeasuredRow>(File.ReadAllText(run.File(MeasuredFile))) is { } measured
            && (measured.Data, measured.Ngrams) == (data, longest)
                ? measured.Result
                : null;

    private RunDirectory RunOf(ReproductionRow row, ulong seed) => new(Path.Combine(folder, row.Key, $"seed-{seed}"));

    // Of a model whose units vanish, the weights of the remaining units are counted.
    private static RowResult? ResultOf(RunDirectory run, ulong seed)
    {
        var result = RowResult.Of(run, seed);
        if (result is null || RunConfig.Read(run) is not { Method.Name: MethodNames.IntrinsicStructures } config)
        {
            return result;
        }

        string checkpoint = Experiments.Runs.Run.CheckpointPath(run, CheckpointChoice.Any);
        return result with { Weights = ExtractedModel.Of(config, checkpoint).WeightsAfter };
    }

    /// <summary>Trains a row with a seed; a row that fails is added to the problems.</summary>
    /// <returns>False if interrupted.</returns>
    private bool Train(
        ReproductionRow row, ulong seed, Dictionary<string, string> problems, CancellationToken cancellation)
    {
        var run = RunOf(row, seed);
        try
        {
            if (row.Ngrams is { } longest)
            {
                Measure(run, ((ClassifierConfig)row.Config!).Data, longest, seed);
                return true;
            }

            return Train(run, Seeded(row.Config!, seed), cancellation) == TrainingOutcome.Completed;
        }
        catch (Exception exception) when (exception is not (UsageException or OperationCanceledException))
        {
            problems[row.Key] = ErrorText.WithAdvice(exception);
            console.Warn($"{row.Label}, seed {seed}: {problems[row.Key]}");
            return true;
        }
    }

    private TrainingOutcome Train(RunDirectory run, RunConfig config, CancellationToken cancellation)
        => pause.Train(
            new TrainingSession(console, host),
            run,
            File.Exists(run.ConfigPath) ? Agree(config, run) : config,
            cancellation);

    /// <summary>Returns the configuration of a run begun earlier, which must be the one wanted now.</summary>
    private static RunConfig Agree(RunConfig wanted, RunDirectory run)
    {
        var saved = RunConfig.Read(run);
        return saved.IsSameExperiment(wanted)
            ? saved
            : throw new UsageException(
                $"'{run.Path}' holds a run of another scale or version: choose another --out, or delete the folder.");
    }

    private static void Measure(RunDirectory run, LabelledTextConfig data, int longest, ulong seed)
    {
        var watch = Stopwatch.StartNew();
        var texts = LabelledTextSource.Load(data);
        var (valid, test) = BagOfWords.Measure(texts, longest, (int)seed);
        var result = new RowResult(seed, IsAccuracy: true, valid, test, null, null, watch.Elapsed.TotalSeconds)
        {
            Texts = texts.Train.Count + texts.Validation.Count,
        };
        run.Create();
        string json = JsonSerializer.Serialize(new MeasuredRow(data, longest, result));
        RunDirectory.WriteText(run.File(MeasuredFile), json);
    }

    /// <summary>The stored result of a model that is not a network.</summary>
    private sealed record MeasuredRow(LabelledTextConfig Data, int Ngrams, RowResult Result);
}
