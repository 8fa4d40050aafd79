using System.CommandLine;
using System.Globalization;
using StRnn.Cli.Hosting;
using StRnn.Cli.Options;
using StRnn.Cli.Sessions;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Methods;
using StRnn.Experiments.Search;
using StRnn.Training;

namespace StRnn.Cli.Commands;

/// <summary><c>strnn search</c>.</summary>
internal sealed class SearchCommand : CliCommand
{
    private readonly CancellationToken _cancellation;
    private readonly LanguageModelOptions _options = new();
    private readonly BackendOptions _backend = new();

    private readonly Option<string[]?> _pruneRates = Axis("--prune-rates", "Pruning rates to try.");
    private readonly Option<string[]?> _pruneSchedules = Axis("--prune-schedules", "Schedules of the rate to try.");
    private readonly Option<string[]?> _intervals = Axis("--intervals", "Values of --update-every to try.");
    private readonly Option<string[]?> _newValues = Axis("--new-values", "First values of new connections to try.");
    private readonly Option<string[]?> _dropouts = Axis("--dropouts", "Dropouts to try.");
    private readonly Option<string[]?> _parameterizations = Axis(
        "--parameterizations", $"Of {string.Join(", ", SearchAxis.Parameterizations)}; smupar needs --base-width.");

    private readonly Option<int?> _candidates = OptionFactory.Count(
        "--candidates", "Points of the grid to draw; default all.", least: 2);

    private readonly Option<int?> _eta = OptionFactory.Count(
        "--eta", "Candidates of which one goes on to the next rung (default 3).", least: 2);

    private readonly Option<int[]> _rungs = new("--rungs")
    {
        Description = "Epochs of each rung, rising.",
        HelpName = "N",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
        Required = true,
    };

    private readonly Option<ulong?> _drawSeed = OptionFactory.Seed(
        "--draw-seed", "Seed of the draw of candidates, apart from --seed (default 1).");

    private readonly Option<string?> _out = OptionFactory.Text("--out", "The search's folder.", "DIR");
    private readonly Option<string?> _pauseFile = PauseFile.Option();

    private readonly Option<bool> _resume = new("--resume") { Description = "Continue the search in --out." };

    public SearchCommand(CliConsole console, CancellationToken cancellation)
        : base(
            "search",
            "Search the settings of sparse training by successive halving: many candidates for few epochs, the best of "
            + "them for more, by validation.",
            console)
    {
        _cancellation = cancellation;
        _out.Required = true;
        Declare([
            _rungs, _eta, _candidates, _drawSeed, .. AxisOptions, .. _options.All, .. _backend.All, _out, _resume,
            _pauseFile,
        ]);
    }

    public override string NotesTitle => "How it works";

    public override IReadOnlyList<string> Notes =>
    [
        "Every rung trains its candidates anew, because schedules span the whole run; the learning rate falls after",
        "the same share of the epochs, to the same end. --epochs are those that the recipe's schedule is made for.",
        "The table, search.csv, has every trial; the test figures choose nothing and are not in it. Settings that",
        "win are to be confirmed on other seeds and another corpus.",
    ];

    public override IReadOnlyList<string> Examples =>
    [
        "strnn search --data data/ptb --hidden 650 --sparsity 0.8 --rungs 2 6 20 --eta 4 --candidates 32 "
        + "--prune-rates 0.1 0.3 0.5 0.7 --intervals epoch 300 --dropouts 0.25 0.5 "
        + "--parameterizations widened smupar --base-width 200 --out runs/search",
        "strnn search --data data/ptb ... --out runs/search --resume",
    ];

    private Option[] AxisOptions
        => [_pruneRates, _pruneSchedules, _intervals, _newValues, _dropouts, _parameterizations];

    protected override int Run(ParseResult parsed)
    {
        var plan = PlanOf(parsed);
        var config = _options.NewConfig(parsed, Console);
        var axes = AxesOf(parsed, config);
        string folder = parsed.GetValue(_out)!;
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any() && !parsed.GetValue(_resume))
        {
            throw new UsageException(
                $"--out '{folder}' is not empty: continue a search with --resume, or choose another folder.");
        }

        long grid = axes.Aggregate(1L, (product, axis) => product * axis.Values.Count);
        var candidates = SearchCandidate.Draw(
            axes,
            parsed.GetValue(_candidates) ?? (int)Math.Min(grid, int.MaxValue),
            parsed.GetValue(_drawSeed) ?? 1);
        Console.Out.WriteLine(
            $"{candidates.Count} of {grid} candidates, rungs of {string.Join(", ", plan.Epochs)} epochs with "
            + $"{string.Join(", ", plan.Counts(candidates.Count))} of them: "
            + $"{plan.TotalEpochs(candidates.Count)} epochs");
        var search = new SuccessiveHalving(folder, config, axes, candidates, plan);
        using var host = _backend.Open(Console, parsed);
        using var interruption = new Interruption(Console, _cancellation);
        var pause = PauseFile.Named(Console.Out, parsed.GetValue(_pauseFile));
        var session = new TrainingSession(Console, host);
        bool done = search.Run(
            (run, wanted) => pause.Train(session, run, wanted, interruption.Token) == TrainingOutcome.Completed,
            trial => Console.Out.WriteLine(
                $"\nrung {trial.Rung}, {trial.Candidate.Name}: {search.Describe(trial.Candidate)}"));
        Console.Out.WriteLine();
        Console.Out.WriteLine(done && search.Winner() is { } best
            ? FormattableString.Invariant(
                $"Best: {search.Describe(best.Candidate)}; validation perplexity {best.Valid:0.00}. ")
                + $"Table: '{search.TablePath}'"
            : done ? $"No candidate could be trained to the end. Table: '{search.TablePath}'"
            : $"Interrupted; finished trials are kept in '{folder}'. The same command with --resume continues.");
        return done ? ExitCode.Done : ExitCode.Interrupted;
    }

    private static Option<string[]?> Axis(string name, string description)
        => OptionFactory.Words(name, description, "X");

    private HalvingPlan PlanOf(ParseResult parsed)
    {
        int[] epochs = parsed.GetValue(_rungs)!;
        if (epochs[0] < 1 || epochs.Zip(epochs.Skip(1)).Any(pair => pair.Second <= pair.First))
        {
            throw new UsageException(
                $"--rungs must be rising numbers of epochs from 1 on, not "
                + $"{string.Join(" ", epochs.Select(count => count.ToString(CultureInfo.InvariantCulture)))}.");
        }

        return new HalvingPlan(epochs, parsed.GetValue(_eta) ?? 3);
    }

    private List<SearchAxis> AxesOf(ParseResult parsed, LanguageModelConfig config)
    {
        var axes = new List<SearchAxis>();
        try
        {
            Add(_pruneRates, values => SearchAxis.Of(MethodOptions.PruneRate, values));
            Add(_pruneSchedules, values => SearchAxis.Of(MethodOptions.PruneSchedule, values));
            Add(_intervals, values => SearchAxis.Of(MethodOptions.UpdateEvery, values));
            Add(_newValues, values => SearchAxis.Of(MethodOptions.NewValue, values));
            Add(_dropouts, SearchAxis.Dropout);
            Add(_parameterizations, values => SearchAxis.Parameterization(values, _options.BaseModel(parsed)));
        }
        catch (FormatException exception)
        {
            throw new UsageException(exception.Message);
        }

        return axes.Count > 0
            ? axes
            : throw new UsageException(
                $"There is nothing to search: give {string.Join(", ", AxisOptions.Select(option => option.Name))}.");

        void Add(Option<string[]?> option, Func<IReadOnlyList<string>, SearchAxis> create)
        {
            if (parsed.GetValue(option) is { Length: > 0 } values)
            {
                var axis = create([.. values.Distinct()]);
                _ = axis.Apply(config, axis.Values[0]);
                axes.Add(axis);
            }
        }
    }
}
