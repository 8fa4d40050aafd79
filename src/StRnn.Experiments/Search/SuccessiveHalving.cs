using System.Globalization;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Runs;
using StRnn.Training;

namespace StRnn.Experiments.Search;

/// <summary>
/// A search by successive halving: all candidates with few epochs, the best of them with more. Everything it knows is
/// in its folder, a run for each candidate of each rung, so that it continues where it stopped.
/// </summary>
/// <param name="folder">The folder.</param>
/// <param name="config">The configuration that all candidates share.</param>
/// <param name="axes">What differs.</param>
/// <param name="candidates">The candidates.</param>
/// <param name="plan">The budgets.</param>
internal sealed class SuccessiveHalving(
    string folder,
    LanguageModelConfig config,
    IReadOnlyList<SearchAxis> axes,
    IReadOnlyList<SearchCandidate> candidates,
    HalvingPlan plan)
{
    private const string Diverged = "diverged";

    private readonly Dictionary<(int Rung, int Candidate), string> _problems = [];

    /// <summary>Gets the path of the table.</summary>
    public string TablePath => Path.Combine(folder, "search.csv");

    /// <summary>
    /// Returns the trials so far, rung by rung: those of a rung are known once the one before it is done.
    /// </summary>
    public IReadOnlyList<SearchTrial> Trials()
    {
        var all = new List<SearchTrial>();
        var left = candidates;
        var counts = plan.Counts(candidates.Count);
        for (int rung = 1; rung <= plan.Epochs.Count; rung++)
        {
            var trials = left.Select(candidate => Read(rung, candidate)).ToList();
            all.AddRange(trials);
            if (rung == plan.Epochs.Count || trials.Exists(trial => !trial.IsDone))
            {
                break;
            }

            left = Best(trials, counts[rung]);
        }

        return all;
    }

    /// <summary>Trains what is to be trained, and writes the table after each.</summary>
    /// <param name="train">Trains a run, or continues it; returns false where it was interrupted.</param>
    /// <param name="begins">Is told of each trial before it is trained.</param>
    /// <returns>True at the end of the search; false where it was interrupted.</returns>
    /// <exception cref="RunException">The folder holds a search with other settings.</exception>
    public bool Run(Func<RunDirectory, LanguageModelConfig, bool> train, Action<SearchTrial> begins)
    {
        while (true)
        {
            var trials = Trials();
            WriteTable(trials);
            if (trials.FirstOrDefault(trial => !trial.IsDone) is not { } next)
            {
                return true;
            }

            begins(next);
            try
            {
                if (!train(DirectoryOf(next.Rung, next.Candidate), ConfigOf(next.Rung, next.Candidate)))
                {
                    return false;
                }
            }
            catch (TrainingException exception) when (exception.Cause == TrainingFailure.LossNotFinite)
            {
                _problems[(next.Rung, next.Candidate.Number)] = Diverged;
            }
        }
    }

    /// <summary>Returns the best trial of the last rung; null before it is done.</summary>
    public SearchTrial? Winner()
    {
        var trials = Trials();
        var last = trials.Where(trial => trial.Rung == plan.Epochs.Count).ToList();
        return last.Count > 0 && last.TrueForAll(trial => trial.IsDone)
            ? last.Where(trial => trial.Valid is not null).MinBy(trial => trial.Valid)
            : null;
    }

    /// <summary>Returns the settings of a candidate in words.</summary>
    public string Describe(SearchCandidate candidate)
        => string.Join(", ", axes.Zip(candidate.Values, (axis, value) => $"{axis.Name} {value}"));

    // Ties go to the earlier candidate, so that the choice is the same each time it is made.
    private static List<SearchCandidate> Best(List<SearchTrial> trials, int count) =>
    [
        .. trials.OrderBy(trial => trial.Valid ?? double.PositiveInfinity)
            .ThenBy(trial => trial.Candidate.Number)
            .Take(count)
            .Select(trial => trial.Candidate),
    ];

    private RunDirectory DirectoryOf(int rung, SearchCandidate candidate)
        => new(Path.Combine(folder, $"rung-{rung}", candidate.Name));

    private LanguageModelConfig ConfigOf(int rung, SearchCandidate candidate) => candidate.Apply(config, axes) with
    {
        Training = HalvingPlan.InEpochs(config.Training, plan.Epochs[rung - 1]),
    };

    private SearchTrial Read(int rung, SearchCandidate candidate)
    {
        var trial = new SearchTrial(rung, plan.Epochs[rung - 1], candidate)
        {
            Problem = _problems.GetValueOrDefault((rung, candidate.Number)),
        };
        var run = DirectoryOf(rung, candidate);
        if (!File.Exists(run.ConfigPath))
        {
            return trial;
        }

        var saved = RunConfig.Read<LanguageModelConfig>(run);
        if (!saved.IsSameExperiment(ConfigOf(rung, candidate)))
        {
            throw new RunException(
                RunProblem.FolderTaken, $"'{run.Path}' holds a run of a search with other settings.");
        }

        var report = RunReport.Of(run);
        double? valid = Evaluation.PerplexityOf(report.BestValidation?.Loss);
        return !report.IsFinished ? trial : trial with
        {
            Valid = valid,

            // A loss may be finite and its perplexity not: such a trial is done, too.
            Problem = valid is null ? Diverged : trial.Problem,
            BestEpoch = report.BestValidation?.Epoch,
            Weights = report.Last!.Nnz,
            Seconds = report.EpochSeconds * report.EpochsDone,
            Processor = saved.Backend?.Processor,
        };
    }

    private void WriteTable(IReadOnlyList<SearchTrial> trials)
    {
        Directory.CreateDirectory(folder);
        string[] head =
        [
            "rung", "epochs", "candidate", .. axes.Select(axis => axis.Name), "seed", "valid.perplexity", "best_epoch",
            "weights", "seconds", "processor", "problem", "goes_on",
        ];
        var goesOn = trials.Select(trial => (trial.Rung - 1, trial.Candidate.Number)).ToHashSet();
        int last = trials[^1].Rung;
        var lines = trials.Select(trial => string.Join(',', (string[])
        [
            Text(trial.Rung), Text(trial.Epochs), trial.Candidate.Name, .. trial.Candidate.Values,
            Text(config.Training.Seed), Text(trial.Valid), Text(trial.BestEpoch), Text(trial.Weights),
            Text(trial.Seconds is { } seconds ? Math.Round(seconds, 1) : null), Quoted(trial.Processor),
            trial.Problem ?? string.Empty,
            trial.Rung == last ? string.Empty : goesOn.Contains((trial.Rung, trial.Candidate.Number)) ? "yes" : "no",
        ]));
        RunDirectory.WriteText(TablePath, string.Join('\n', lines.Prepend(string.Join(',', head))) + "\n");
    }

    private static string Text(IFormattable? value)
        => value?.ToString(null, CultureInfo.InvariantCulture) ?? string.Empty;

    private static string Quoted(string? text) => text is null ? string.Empty : $"\"{text.Replace("\"", "\"\"")}\"";
}
