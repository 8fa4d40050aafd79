using System.Globalization;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Methods;
using StRnn.Experiments.Presets;

namespace StRnn.Experiments.Reproduction;

/// <summary>The rows that train language models: one recipe, in which only the method differs.</summary>
internal sealed class LanguageModelRows(ReproductionData data)
{
    private const string Folder = "ptb";
    private const string Corpus = "Penn Treebank";
    private const double Budget67 = LanguageModelRecipe.Budget67;
    private const double Budget80 = 0.80;
    private const double BudgetRhn = 0.528;

    private static readonly bool[] Cells = [false, true];
    private static readonly string[] Starts = [NamedParts.Uniform, NamedParts.ErdosRenyi];
    private static readonly string[] Exchanges = [NamedParts.NoRedistribution, NamedParts.ByMomentum];

    private readonly LanguageModelRecipe _recipe = new(data.Scale);

    // At these scales sparse rows begin with a widened range; one row has the other range, to measure the effect.
    private bool IsWidened => data.Scale is ReproductionScale.Small or ReproductionScale.Medium;

    /// <summary>Gets the key of the row of table 2 that has the other initial range.</summary>
    public string OtherRange => IsWidened ? LanguageModelClaims.AsPublishedRow : LanguageModelClaims.WidenedRow;

    /// <summary>Returns table 2: the stacked LSTM at two sparsities.</summary>
    public IReadOnlyList<ReproductionRow> Table2() =>
    [
        Row("dense", "dense", MethodNames.Dense, null),
        Iss(),
        .. AtSparsity(Budget67),
        .. AtSparsity(Budget80),
        IsWidened
            ? Ranged("as published", NamedParts.AsPublished)
            : Ranged("widened by 1/sqrt(density)", NamedParts.Widened),
    ];

    /// <summary>Returns table 3: the recurrent highway network.</summary>
    public IReadOnlyList<ReproductionRow> Table3() =>
    [
        Row("dense", "dense", MethodNames.Dense, null, rhn: true),
        Row("small-dense", "small dense", MethodNames.SmallDense, BudgetRhn, rhn: true),
        Iss(rhn: true),
        Row("static", "static", MethodNames.Static, BudgetRhn, rhn: true),
        Row("set", "SET", MethodNames.Set, BudgetRhn, rhn: true),
        Row("snfs", "SNFS", MethodNames.SparseMomentum, BudgetRhn, rhn: true),
        PerEpoch("rigl", "RigL, once per epoch, ER", BudgetRhn, rhn: true),
        OwnRecipe("rigl-own", "RigL, its own recipe, ER", BudgetRhn, rhn: true),
        Row("st", "ST-RNN uniform", MethodNames.SparseTopology, BudgetRhn, rhn: true),
        Er(Row("st-er", "ST-RNN ER", MethodNames.SparseTopology, BudgetRhn, rhn: true)),
    ];

    /// <summary>Returns table 7: connections exchanged between tensors by mean momentum, or not.</summary>
    public IReadOnlyList<ReproductionRow> Table7() =>
    [
        .. from rhn in Cells
           from start in Starts
           from redistribution in Exchanges
           select Exchange(rhn, start, redistribution),
    ];

    /// <summary>Returns the dense row of figures 2 and 3.</summary>
    public ReproductionRow Dense()
        => Row("ptb-dense", $"{Corpus}, dense", MethodNames.Dense, null) with { IsReference = true };

    /// <summary>Returns figure 2: the pruning rate.</summary>
    public IEnumerable<ReproductionRow> PruneRates(IEnumerable<double> rates) => rates.Select(rate =>
    {
        var row = Row(PruneRateKey(rate), $"{Corpus}, p {Text(rate)}", MethodNames.SparseTopology, Budget67);
        return With(row, MethodOptions.PruneRate, rate) with { X = rate };
    });

    /// <summary>Returns figure 3: the sparsity.</summary>
    public IEnumerable<ReproductionRow> Sparsities(IEnumerable<double> sparsities) => sparsities.Select(sparsity =>
    {
        string label = $"{Corpus}, sparsity {Text(sparsity)}";
        return Row(SparsityKey(sparsity), label, MethodNames.SparseTopology, sparsity) with { X = sparsity };
    });

    /// <summary>Returns the key of a row of figure 2.</summary>
    public static string PruneRateKey(double rate) => $"ptb-{Text(rate)}";

    /// <summary>Returns the key of a row of figure 3.</summary>
    public static string SparsityKey(double sparsity) => $"ptb-{Text(sparsity)}";

    private IReadOnlyList<ReproductionRow> AtSparsity(double sparsity)
    {
        string s = Text(sparsity);
        return
        [
            Row($"small-dense-{s}", $"small dense, as many weights as {s}", MethodNames.SmallDense, sparsity),
            Row($"static-{s}", $"static {s}", MethodNames.Static, sparsity),
            Row($"snfs-{s}", $"SNFS {s}", MethodNames.SparseMomentum, sparsity),
            Row($"set-{s}", $"SET {s}", MethodNames.Set, sparsity),
            PerEpoch($"rigl-{s}", $"RigL {s}, once per epoch, ER", sparsity, rhn: false),
            OwnRecipe($"rigl-own-{s}", $"RigL {s}, its own recipe, ER", sparsity, rhn: false),
            Row($"st-{s}", $"ST-RNN uniform {s}", MethodNames.SparseTopology, sparsity),
            Er(Row($"st-er-{s}", $"ST-RNN ER {s}", MethodNames.SparseTopology, sparsity)),
        ];
    }

    private static ReproductionRow Er(ReproductionRow row) => With(row, MethodOptions.Init, NamedParts.ErdosRenyi);

    private ReproductionRow Ranged(string words, string range) => With(
        Row(OtherRange, $"ST-RNN uniform 0.67, initial range {words}", MethodNames.SparseTopology, Budget67),
        MethodOptions.InitScale,
        range);

    private ReproductionRow Exchange(bool rhn, string start, string redistribution)
    {
        bool isEr = start == NamedParts.ErdosRenyi;
        string cell = rhn ? "rhn" : "lstm";
        string exchange = redistribution == NamedParts.ByMomentum
            ? "exchanged by momentum"
            : "each tensor keeps its number";
        var row = Row(
            $"{cell}-{(isEr ? "er-" : string.Empty)}{redistribution}",
            $"ST-RNN, {cell.ToUpperInvariant()}, {(isEr ? "ER" : start)}, {exchange}",
            MethodNames.SparseTopology,
            rhn ? BudgetRhn : Budget67,
            rhn);
        return With(With(row, MethodOptions.Init, start), MethodOptions.Redistribution, redistribution);
    }

    // As in the authors' library: ST-RNN from an Erdos-Renyi start, except that it grows by the epoch's last gradient.
    private ReproductionRow PerEpoch(string key, string label, double sparsity, bool rhn) => With(
        Er(Row(key, label, MethodNames.SparseTopology, sparsity, rhn)),
        MethodOptions.Growth,
        NamedParts.GradientGrowth);

    // As Evci et al. 2020 recommend: an update every 100 steps until three quarters of the run, from a share of 0.3,
    // from an Erdos-Renyi start. The paper does not say which of the two its rows are.
    private ReproductionRow OwnRecipe(string key, string label, double sparsity, bool rhn)
    {
        const double Rate = 0.3;
        const double End = 0.75;
        const string Steps = "100";
        var row = Er(Row(key, label, MethodNames.RigL, sparsity, rhn));
        row = With(row, MethodOptions.PruneRate, Rate);
        return With(With(row, MethodOptions.UpdateEvery, Steps), MethodOptions.UpdateUntil, End);
    }

    // The published penalty of each cell, on the mean loss of this recipe's windows; at the paper's scale with its
    // own recipe.
    private ReproductionRow Iss(bool rhn = false)
    {
        const string Label = "ISS, dense to sparse; weights after extraction";
        var row = Row("iss", Label, MethodNames.IntrinsicStructures, null, rhn);
        if (row.Config is not LanguageModelConfig config)
        {
            return row;
        }

        var published = MethodConfig.OfStructures(config.Model is RhnConfig);
        double windows = (double)MethodCatalog.PublishedLassoSteps / config.Training.Bptt;
        config = config with
        {
            Method = published.With(MethodOptions.Lambda, published.Require(MethodOptions.Lambda) * windows),
        };
        return row with { Config = data.Scale == ReproductionScale.Paper ? PublishedLasso.Apply(config) : config };
    }

    private static ReproductionRow With<T>(ReproductionRow row, MethodOption<T> option, T value)
        where T : notnull
        => row.Config is { } config
            ? row with { Config = config with { Method = config.Method.With(option, value) } }
            : row;

    private ReproductionRow Row(string key, string label, string method, double? sparsity, bool rhn = false)
    {
        var (name, absent) = data.Find(Folder);
        return new ReproductionRow(key, label)
        {
            Absent = absent,
            Series = Corpus,
            Config = name is null ? null : _recipe.Config(name, method, sparsity, rhn),
        };
    }

    private static string Text(double value) => value.ToString("0.00##", CultureInfo.InvariantCulture);
}
