using System.CommandLine;
using StRnn.Cli.Configuration;
using StRnn.Cli.Hosting;

namespace StRnn.Cli.Commands.Options;

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
        "--method",
        $"st: prune and regrow (ST-RNN); static: a fixed random pattern; dense. Default: {methodDefault}.",
        [MethodConfig.SparseTopology, MethodConfig.Static, MethodConfig.Dense]);

    private readonly Option<double?> _pruneRate = OptionFactory.Number<double>(
        "--prune-rate",
        $"Share of connections that change at the first update; decays as a cosine to 0.005 (default: the preset's, {pruneRateDefault}).",
        value => value is >= 0 and <= 1,
        "from 0 to 1");

    private readonly Option<string?> _updateEvery = OptionFactory.WordOrCount(
        "--update-every", "Steps between two topology updates, or once per epoch (default).", MethodConfig.EveryEpoch, minimum: 1);

    private readonly Option<string?> _survivor = OptionFactory.Choice(
        "--survivor", "What a connection does that is pruned and drawn again in one update (default keeps).", SurvivorNames.All);

    private readonly Option<string?> _initScale = OptionFactory.Choice(
        "--init-scale",
        "Initial range of sparse matrices: that of the dense model (default), or widened by 1/sqrt(density).",
        [MethodConfig.AsPublished, MethodConfig.Widened]);

    public IEnumerable<Option> All => [_sparsity, _epsilon, _init, _method, _pruneRate, _updateEvery, _survivor, _initScale];

    /// <summary>The method with the options given in place of what was there.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="before">What was there.</param>
    /// <param name="console">Is warned of options that the method ignores.</param>
    /// <param name="pruneRate">p of the first update where nothing says another one.</param>
    /// <exception cref="UsageException">Options contradict each other.</exception>
    public MethodConfig Apply(
        ParseResult parsed, MethodConfig before, CliConsole console, double pruneRate = MethodConfig.DefaultPruneRate)
    {
        double? sparsity = parsed.GetValue(_sparsity);
        double? epsilon = parsed.GetValue(_epsilon);
        string? init = parsed.GetValue(_init);
        CheckTogether(sparsity, epsilon, init);
        bool asksSparse = sparsity is not null || epsilon is not null;
        string name = parsed.GetValue(_method)
            ?? (asksSparse && before.Name == MethodConfig.Dense ? MethodConfig.SparseTopology : before.Name);
        WarnOfUnused(parsed, name, console);
        if (name == MethodConfig.Dense)
        {
            return MethodConfig.OfDense;
        }

        if (!asksSparse)
        {
            (sparsity, epsilon) = (before.Sparsity, before.Epsilon);
            if (sparsity is null && epsilon is null)
            {
                throw new UsageException($"--method {name} needs --sparsity or --epsilon.");
            }

            CheckTogether(null, epsilon, init);
        }

        var fallback = MethodConfig.Of(name, sparsity, epsilon);
        return (fallback with
        {
            Init = init ?? (epsilon is not null ? fallback.Init : before.Init ?? fallback.Init),
            InitScale = parsed.GetValue(_initScale) ?? before.InitScale ?? fallback.InitScale,
            PruneRate = parsed.GetValue(_pruneRate) ?? before.PruneRate ?? pruneRate,
            PruneRateFinal = before.PruneRateFinal ?? fallback.PruneRateFinal,
            UpdateEvery = parsed.GetValue(_updateEvery) ?? before.UpdateEvery ?? fallback.UpdateEvery,
            Survivor = parsed.GetValue(_survivor) ?? before.Survivor ?? fallback.Survivor,
        }).WithoutUnused();
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

    private void WarnOfUnused(ParseResult parsed, string method, CliConsole console)
    {
        Option[] unused = method switch
        {
            MethodConfig.Dense => [.. All.Where(option => option != _method)],
            MethodConfig.Static => [_pruneRate, _updateEvery, _survivor],
            _ => [],
        };
        string[] given = [.. unused.Where(option => parsed.GetResult(option) is { Implicit: false }).Select(option => option.Name)];
        if (given.Length > 0)
        {
            console.Warn($"--method {method} ignores {string.Join(", ", given)}.");
        }
    }
}
