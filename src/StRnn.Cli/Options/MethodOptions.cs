using System.CommandLine;
using StRnn.Cli.Hosting;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Data;
using StRnn.Experiments.Methods;
using StRnn.Experiments.Presets;
using StRnn.Experiments.Runs;

namespace StRnn.Cli.Options;

/// <summary>The options of sparsity and its method.</summary>
/// <param name="methodDefault">The method where none is named, for the help.</param>
/// <param name="initDefault">The initialisation where none is named.</param>
/// <param name="pruneRateDefault">The pruning rate where none is named.</param>
internal sealed class MethodOptions(string methodDefault, string initDefault, string pruneRateDefault)
{
    private readonly Option<double?> _sparsity = OptionFactory.Sparsity();
    private readonly Option<double?> _epsilon = OptionFactory.Epsilon();
    private readonly Option<string?> _init = OptionFactory.Init(initDefault);

    private readonly Option<string?> _method = OptionFactory.Choice(
        "--method", $"How the model is sparse, see below. Default: {methodDefault}.", MethodCatalog.Names);

    private readonly Option<long?> _budget = OptionFactory.Number<long>(
        "--budget", "Weights of the small dense model; default: as many as the sparse one has.", value => value >= 1, "a whole number of at least 1");

    private readonly Option<double?> _pruneRate = OptionFactory.Number<double>(
        "--prune-rate",
        $"Share of connections that change at the first update (default: the method's; of st the preset's, {pruneRateDefault}).",
        value => value is >= 0 and <= 1,
        "from 0 to 1");

    private readonly Option<string?> _pruneSchedule = OptionFactory.Choice(
        "--prune-schedule", "How the rate falls: a cosine to 0.005 (default of st) or to 0, constant (of set), linear to 0.", PartNames.Schedules);

    private readonly Option<string?> _pruning = OptionFactory.Choice(
        "--pruning",
        "Which connections go: the smallest (default of st), SET's, the faulty SET's, or all below --prune-threshold.",
        PartNames.Prunings);

    private readonly Option<double?> _threshold = OptionFactory.Number<double>(
        "--prune-threshold", "|w| below which --pruning threshold removes, and iss sets to 0 (default 1e-4, of an RHN 4e-4).", value => value > 0, "above 0");

    private readonly Option<string?> _updateEvery = OptionFactory.WordOrCount(
        "--update-every", "Steps between two topology updates, or once per epoch (default: the method's).", MethodConfig.EveryEpoch, minimum: 1);

    private readonly Option<double?> _endFraction = OptionFactory.Number<double>(
        "--update-until", "Share of the run after which the topology stays (default: the method's).", value => value is > 0 and <= 1, "above 0 and at most 1");

    private readonly Option<string?> _growth = OptionFactory.Choice(
        "--growth",
        "Where connections come: at random (default), where the gradient or the momentum is largest, or at random where none ever was.",
        PartNames.Growths);

    private readonly Option<string?> _newValue = OptionFactory.Choice(
        "--new-value", "What new connections begin with: 0 (default), N(0, 0.1^2), or the initial range.", PartNames.NewValues);

    private readonly Option<string?> _survivor = OptionFactory.Choice(
        "--survivor", "What a connection does that is pruned and drawn again in one update (default keeps).", SurvivorNames.All);

    private readonly Option<string?> _redistribution = OptionFactory.Choice(
        "--redistribution",
        "Whether tensors exchange connections: not (default of most), in proportion to what they have left, or to their mean momentum.",
        PartNames.Redistributions);

    private readonly Option<bool?> _resetOptimizer = OptionFactory.Switch(
        "--reset-optimizer", "Whether an update resets all optimiser state; by default only new connections begin at 0.");

    private readonly Option<double?> _temperature = OptionFactory.Number<double>(
        "--temperature", "DeepR's noise at the first step (default 1e-5).", value => value > 0, "above 0");

    private readonly Option<double?> _drift = OptionFactory.Number<double>(
        "--drift", "DeepR's L1 drift (default 0).", value => value >= 0, "at least 0");

    private readonly Option<double?> _lambda = OptionFactory.Number<double>(
        "--lambda", "Weight of the group lasso of iss, on the mean loss (default 7e-5, of an RHN 1.4e-4).", value => value > 0, "above 0");

    private readonly Option<string?> _initScale = OptionFactory.Choice(
        "--init-scale",
        "Initial range of sparse matrices: that of the dense model (default), or widened by 1/sqrt(density).",
        [MethodConfig.AsPublished, MethodConfig.Widened]);

    public IEnumerable<Option> All =>
    [
        _sparsity, _epsilon, _init, _initScale, _method, _budget, _pruneRate, _pruneSchedule, _pruning, _threshold, _updateEvery, _endFraction, _growth,
        _newValue, _survivor, _redistribution, _resetOptimizer, _temperature, _drift, _lambda,
    ];

    /// <summary>The methods, for the help.</summary>
    public static IEnumerable<string> Notes => MethodCatalog.All.Select(method => $"{method.Name}: {method.Summary}");

    /// <summary>Options and the property of the configuration that each of them sets, where not every method has a use for it.</summary>
    private IEnumerable<(Option Option, string Property)> Parts =>
    [
        (_init, nameof(MethodConfig.Init)),
        (_initScale, nameof(MethodConfig.InitScale)),
        (_pruneRate, nameof(MethodConfig.PruneRate)),
        (_pruneSchedule, nameof(MethodConfig.PruneSchedule)),
        (_pruning, nameof(MethodConfig.Pruning)),
        (_updateEvery, nameof(MethodConfig.UpdateEvery)),
        (_endFraction, nameof(MethodConfig.EndFraction)),
        (_growth, nameof(MethodConfig.Growth)),
        (_newValue, nameof(MethodConfig.NewValue)),
        (_survivor, nameof(MethodConfig.Survivor)),
        (_redistribution, nameof(MethodConfig.Redistribution)),
        (_resetOptimizer, nameof(MethodConfig.ResetOptimizer)),
        (_temperature, nameof(MethodConfig.Temperature)),
        (_drift, nameof(MethodConfig.Drift)),
        (_lambda, nameof(MethodConfig.Lambda)),
    ];

    /// <summary>The method with the options given in place of what was there.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="before">What was there.</param>
    /// <param name="console">Is warned of options that the method ignores.</param>
    /// <param name="pruneRate">p of ST-RNN's first update where nothing says another one.</param>
    /// <param name="cell">The recurrent cell, for which the penalty of iss has constants of its own; null for an LSTM.</param>
    /// <exception cref="UsageException">Options contradict each other.</exception>
    public MethodConfig Apply(
        ParseResult parsed,
        MethodConfig before,
        CliConsole console,
        double pruneRate = MethodConfig.DefaultPruneRate,
        string? cell = null)
    {
        double? sparsity = parsed.GetValue(_sparsity);
        double? epsilon = parsed.GetValue(_epsilon);
        string? init = parsed.GetValue(_init);
        CheckTogether(sparsity, epsilon, init);
        bool asksSparse = sparsity is not null || epsilon is not null;
        string name = parsed.GetValue(_method)
            ?? (asksSparse && before.Name == MethodCatalog.Dense ? MethodCatalog.SparseTopology : before.Name);
        WarnOfUnused(parsed, name, console);
        if (!asksSparse)
        {
            (sparsity, epsilon) = (before.Sparsity, before.Epsilon);
            CheckTogether(null, epsilon, init);
        }

        RequireSize(parsed, name, sparsity ?? epsilon);
        if (name == MethodCatalog.Dense)
        {
            return MethodConfig.OfDense;
        }

        if (name == MethodCatalog.IntrinsicStructures)
        {
            (sparsity, epsilon) = (null, null);
        }

        // Another method's options are not this one's, save how many connections there are.
        var own = before.Name == name ? before
            : name == MethodCatalog.IntrinsicStructures ? MethodConfig.OfStructures(cell)
            : new MethodConfig { Name = name, Init = before.Init, InitScale = before.InitScale };
        return (own with
        {
            Sparsity = sparsity,
            Epsilon = epsilon,
            Budget = parsed.GetValue(_budget) ?? own.Budget,
            Init = init ?? (epsilon is not null ? MethodConfig.ErdosRenyi : own.Init),
            InitScale = parsed.GetValue(_initScale) ?? own.InitScale,
            PruneRate = parsed.GetValue(_pruneRate) ?? own.PruneRate
                ?? (name == MethodCatalog.SparseTopology ? before.PruneRate ?? pruneRate : null),
            PruneSchedule = parsed.GetValue(_pruneSchedule) ?? own.PruneSchedule,
            Pruning = parsed.GetValue(_pruning) ?? own.Pruning,
            Threshold = parsed.GetValue(_threshold) ?? own.Threshold,
            UpdateEvery = parsed.GetValue(_updateEvery) ?? own.UpdateEvery,
            EndFraction = parsed.GetValue(_endFraction) ?? own.EndFraction,
            Growth = parsed.GetValue(_growth) ?? own.Growth,
            NewValue = parsed.GetValue(_newValue) ?? own.NewValue,
            Survivor = parsed.GetValue(_survivor) ?? own.Survivor,
            Redistribution = parsed.GetValue(_redistribution) ?? own.Redistribution,
            ResetOptimizer = parsed.GetValue(_resetOptimizer) ?? own.ResetOptimizer,
            Temperature = parsed.GetValue(_temperature) ?? own.Temperature,
            Drift = parsed.GetValue(_drift) ?? own.Drift,
            Lambda = parsed.GetValue(_lambda) ?? own.Lambda,
        }).Completed();
    }

    /// <summary>The rules that hold wherever the three options appear.</summary>
    public static void CheckTogether(double? sparsity, double? epsilon, string? init)
    {
        if (sparsity is not null && epsilon is not null)
        {
            throw new UsageException("--sparsity and --epsilon both say how many connections there are: give one of them.");
        }

        if (epsilon is not null && init == MethodConfig.Uniform)
        {
            throw new UsageException("--epsilon belongs to --init er: give --sparsity for --init uniform.");
        }
    }

    private void RequireSize(ParseResult parsed, string name, double? size)
    {
        if (MethodCatalog.Get(name).IsSparse && size is null)
        {
            throw new UsageException($"--method {name} needs --sparsity or --epsilon.");
        }

        if (name == MethodCatalog.SmallDense && size is null && parsed.GetValue(_budget) is null)
        {
            throw new UsageException(
                $"--method {name} needs --budget, or the --sparsity or --epsilon of the model that it shall equal in weights.");
        }

        if (parsed.GetValue(_pruning) == PartNames.ThresholdPruning && parsed.GetValue(_threshold) is null)
        {
            throw new UsageException($"--pruning {PartNames.ThresholdPruning} needs --prune-threshold.");
        }
    }

    private void WarnOfUnused(ParseResult parsed, string method, CliConsole console)
    {
        var unused = Parts.Where(part => !MethodConfig.Uses(method, part.Property)).Select(part => part.Option).ToList();
        if (method is MethodCatalog.Dense or MethodCatalog.IntrinsicStructures)
        {
            unused.AddRange([_sparsity, _epsilon]);
        }

        if (method != MethodCatalog.SmallDense)
        {
            unused.Add(_budget);
        }

        if (parsed.GetValue(_pruning) == PartNames.ThresholdPruning)
        {
            unused.AddRange([_pruneRate, _pruneSchedule]);
        }

        string[] given = [.. unused.Where(option => parsed.GetResult(option) is { Implicit: false }).Select(option => option.Name)];
        if (given.Length > 0)
        {
            console.Warn($"--method {method}{(parsed.GetValue(_pruning) == PartNames.ThresholdPruning ? " with --pruning threshold" : string.Empty)} ignores {string.Join(", ", given.Distinct())}.");
        }
    }
}
