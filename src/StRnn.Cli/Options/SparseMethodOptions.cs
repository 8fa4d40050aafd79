using System.CommandLine;
using StRnn.Cli.Hosting;
using StRnn.Experiments.Methods;

namespace StRnn.Cli.Options;

/// <summary>
/// The options of sparsity and its method; those of the methods themselves are generated from their declarations.
/// </summary>
internal sealed class SparseMethodOptions
{
    private readonly Option<double?> _sparsity = OptionFactory.Sparsity(
        "Share of connections that do not exist; density = 1 - S.");

    private readonly Option<double?> _epsilon = OptionFactory.Positive(
        "--epsilon", "nnz = epsilon * (rows + columns) per matrix; implies --init er.");

    private readonly Option<long?> _budget = OptionFactory.Number<long>(
        "--budget",
        "Weights of the small dense model; default: as many as the sparse one has.",
        value => value >= 1,
        "a whole number of at least 1");

    private readonly Option<string?> _method;
    private readonly IReadOnlyList<(MethodOption Declaration, Option Option)> _generated;

    /// <summary>Initializes the options.</summary>
    /// <param name="methodDefault">The method if none is named, for the help.</param>
    /// <param name="initDefault">The initialisation if none is named.</param>
    /// <param name="pruneRateDefault">The pruning rate if none is named.</param>
    public SparseMethodOptions(string methodDefault, string initDefault, string pruneRateDefault)
    {
        _method = OptionFactory.Choice(
            "--method", $"Method of sparse training, see below. Default: {methodDefault}.", MethodCatalog.Names);
        _generated = [.. MethodOptions.All
            .Where(option => !option.IsConfigurationOnly)
            .Select(option => (option, OptionFactory.Of(option, Default(option))))];

        string Default(MethodOption option)
            => option == MethodOptions.Init ? $"; default {initDefault}"
                : option == MethodOptions.PruneRate
                    ? $" (default: the method's; of st the preset's, {pruneRateDefault})"
                : string.Empty;
    }

    /// <summary>Gets the methods and what they do, for the help.</summary>
    public static IEnumerable<string> Notes => MethodCatalog.All.Select(method => $"{method.Name}: {method.Summary}");

    public IEnumerable<Option> All
        => [_sparsity, _epsilon, _method, _budget, .. _generated.Select(pair => pair.Option)];

    /// <summary>Replaces the settings of a method for which options are given.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="before">The settings so far.</param>
    /// <param name="console">Is warned of options that the method ignores.</param>
    /// <param name="pruneRate">p of ST-RNN's first update if no option gives another one; null for its default.</param>
    /// <param name="isRhn">True for an RHN, for which the penalty of iss has constants of its own.</param>
    /// <exception cref="UsageException">Options contradict each other.</exception>
    public MethodConfig Apply(
        ParseResult parsed, MethodConfig before, CliConsole console, double? pruneRate = null, bool isRhn = false)
    {
        double? sparsity = parsed.GetValue(_sparsity);
        double? epsilon = parsed.GetValue(_epsilon);
        var given = _generated.Select(pair => (pair.Declaration, Value: OptionFactory.ValueOf(parsed, pair.Option)))
            .Where(pair => pair.Value is not null)
            .ToDictionary(pair => pair.Declaration, pair => pair.Value!);
        CheckTogether(sparsity, epsilon, given);
        bool asksSparse = sparsity is not null || epsilon is not null;
        string name = parsed.GetValue(_method)
            ?? (asksSparse && before.Name == MethodNames.Dense ? MethodNames.SparseTopology : before.Name);
        WarnOfUnused(parsed, name, given, console);
        if (!asksSparse)
        {
            (sparsity, epsilon) = (before.Sparsity, before.Epsilon);
            CheckTogether(null, epsilon, given);
        }

        RequireSize(parsed, name, sparsity ?? epsilon, given);
        if (name == MethodNames.Dense)
        {
            return MethodConfig.OfDense;
        }

        bool isGroupLasso = name == MethodNames.IntrinsicStructures;
        var applied = Own(before, name, pruneRate ?? MethodOptions.DefaultPruneRate, isRhn) with
        {
            Sparsity = isGroupLasso ? null : sparsity,
            Epsilon = isGroupLasso ? null : epsilon,
        };
        applied = applied with { Budget = parsed.GetValue(_budget) ?? applied.Budget };
        if (applied.Epsilon is not null)
        {
            applied = applied.With(MethodOptions.Init, NamedParts.ErdosRenyi);
        }

        return given.Aggregate(applied, (config, pair) => config.With(pair.Key, pair.Value)).Completed();
    }

    // Another method's options are not this one's, save how many connections there are.
    private static MethodConfig Own(MethodConfig before, string name, double pruneRate, bool isRhn)
    {
        if (before.Name == name)
        {
            return before;
        }

        if (name == MethodNames.IntrinsicStructures)
        {
            return MethodConfig.OfStructures(isRhn);
        }

        var own = new MethodConfig { Name = name }
            .With(MethodOptions.Init, before.ValueOf(MethodOptions.Init))
            .With(MethodOptions.InitScale, before.ValueOf(MethodOptions.InitScale));
        return name == MethodNames.SparseTopology
            ? own.With(MethodOptions.PruneRate, before[MethodOptions.PruneRate] ?? pruneRate)
            : own;
    }

    private static void CheckTogether(double? sparsity, double? epsilon, Dictionary<MethodOption, object> given)
    {
        if (sparsity is not null && epsilon is not null)
        {
            throw new UsageException(
                "--sparsity and --epsilon both set the number of connections: give one of them.");
        }

        if (epsilon is not null && Is(given, MethodOptions.Init, NamedParts.Uniform))
        {
            throw new UsageException("--epsilon belongs to --init er: give --sparsity for --init uniform.");
        }
    }

    private static bool Is(Dictionary<MethodOption, object> given, MethodOption option, string word)
        => given.GetValueOrDefault(option) as string == word;

    private void RequireSize(ParseResult parsed, string name, double? size, Dictionary<MethodOption, object> given)
    {
        if (MethodCatalog.Get(name).IsSparse && size is null)
        {
            throw new UsageException($"--method {name} needs --sparsity or --epsilon.");
        }

        if (name == MethodNames.SmallDense && size is null && parsed.GetValue(_budget) is null)
        {
            throw new UsageException(
                $"--method {name} needs --budget, or the --sparsity or --epsilon of the model "
                + "whose number of weights it must have.");
        }

        if (Is(given, MethodOptions.Pruning, NamedParts.ThresholdPruning)
            && !given.ContainsKey(MethodOptions.PruneThreshold))
        {
            throw new UsageException(
                $"--pruning {NamedParts.ThresholdPruning} needs --{MethodOptions.PruneThreshold}.");
        }
    }

    private void WarnOfUnused(
        ParseResult parsed, string method, Dictionary<MethodOption, object> given, CliConsole console)
    {
        bool byThreshold = Is(given, MethodOptions.Pruning, NamedParts.ThresholdPruning);
        List<Option> sizes = method == MethodNames.SmallDense ? [] : [_budget];
        if (method is MethodNames.Dense or MethodNames.IntrinsicStructures)
        {
            sizes.InsertRange(0, [_sparsity, _epsilon]);
        }

        string[] unused =
        [
            .. given.Keys.Where(IsIgnored).Select(option => $"--{option}"), .. OptionFactory.Given(parsed, sizes),
        ];
        if (unused.Length > 0)
        {
            string pruning = byThreshold ? $" with --pruning {NamedParts.ThresholdPruning}" : string.Empty;
            console.Warn($"--method {method}{pruning} ignores {string.Join(", ", unused)}.");
        }

        bool IsIgnored(MethodOption option)
            => (option.UsedBy is not null && !option.IsUsedBy(method))
                || (byThreshold && (option == MethodOptions.PruneRate || option == MethodOptions.PruneSchedule));
    }
}
