using System.Globalization;
using StRnn.Cli.Configuration;

namespace StRnn.Cli.Reproduction;

/// <summary>The rows that train language models: one recipe, one flag changes the method.</summary>
internal sealed class LanguageModelRows(ReproductionData data)
{
    private const string Folder = "ptb";
    private static readonly bool[] Cells = [false, true];
    private static readonly string[] Exchanges = [PartNames.NoRedistribution, PartNames.ByMomentum];

    private const double Budget67 = 0.67;
    private const double Budget80 = 0.80;
    private const double BudgetRhn = 0.528;

    /// <summary>Table 2: the stacked LSTM at two sparsities.</summary>
    public IReadOnlyList<ReproductionRow> Table2() =>
    [
        Row("dense", "dense", Methods.Dense, null) with { Paper = "82.57 / 78.57 (quoted there from Zaremba et al. 2014)", PaperFlops = "1x" },
        Row("iss", "ISS, dense to sparse", Methods.IntrinsicStructures, null),
        .. AtSparsity(Budget67, "0.330x", "0.333x", "0.614x"),
        .. AtSparsity(Budget80, "0.200x", "0.202x", "0.529x"),
        Row("st-0.67-widened", "ST-RNN uniform 0.67, initial range widened by 1/sqrt(density)", Methods.SparseTopology, Budget67) is var row
            ? row with { Config = Change(row.Config, method => method with { InitScale = MethodConfig.Widened }) }
            : row,
    ];

    /// <summary>Table 3: the recurrent highway network.</summary>
    public IReadOnlyList<ReproductionRow> Table3() =>
    [
        Row("dense", "dense", Methods.Dense, null, rhn: true) with { Paper = "- / 65.4 (quoted there from Zilly et al. 2017)", PaperFlops = "1x" },
        Row("small-dense", "small dense", Methods.SmallDense, BudgetRhn, rhn: true) with { PaperFlops = "0.472x" },
        Row("iss", "ISS, dense to sparse", Methods.IntrinsicStructures, null, rhn: true),
        Row("static", "static", Methods.Static, BudgetRhn, rhn: true),
        Row("set", "SET", Methods.Set, BudgetRhn, rhn: true),
        Row("snfs", "SNFS", Methods.SparseMomentum, BudgetRhn, rhn: true),
        PerEpoch(Row("rigl", "RigL, once per epoch", Methods.RigL, BudgetRhn, rhn: true)),
        Row("st", "ST-RNN uniform", Methods.SparseTopology, BudgetRhn, rhn: true) with { PaperFlops = "0.472x" },
        Er(Row("st-er", "ST-RNN ER", Methods.SparseTopology, BudgetRhn, rhn: true)) with { PaperFlops = "0.474x" },
    ];

    /// <summary>Table 7: connections exchanged between tensors by mean momentum, or not.</summary>
    public IReadOnlyList<ReproductionRow> Table7() =>
    [
        .. Cells.SelectMany(rhn => Exchanges.Select(redistribution =>
        {
            string cell = rhn ? "rhn" : "lstm";
            var row = Row(
                $"{cell}-{redistribution}",
                $"ST-RNN, {cell.ToUpperInvariant()}, {(redistribution == PartNames.ByMomentum ? "exchanged by momentum" : "each tensor keeps its number")}",
                Methods.SparseTopology,
                rhn ? BudgetRhn : Budget67,
                rhn);
            return row with { Config = Change(row.Config, method => method with { Redistribution = redistribution }) };
        })),
    ];

    /// <summary>Figure 2: the pruning rate.</summary>
    public IEnumerable<ReproductionRow> PruneRates(IEnumerable<double> rates) => rates.Select(rate =>
    {
        var row = Row($"ptb-{Text(rate)}", $"Penn Treebank, p {Text(rate)}", Methods.SparseTopology, Budget67);
        return row with { X = rate, Series = "Penn Treebank", Config = Change(row.Config, method => method with { PruneRate = rate }) };
    });

    /// <summary>Figure 3: the sparsity.</summary>
    public IEnumerable<ReproductionRow> Sparsities(IEnumerable<double> sparsities) => sparsities.Select(sparsity
        => Row($"ptb-{Text(sparsity)}", $"Penn Treebank, sparsity {Text(sparsity)}", Methods.SparseTopology, sparsity)
            with
        { X = sparsity, Series = "Penn Treebank" });

    private IEnumerable<ReproductionRow> AtSparsity(double sparsity, string uniformFlops, string erFlops, string snfsFlops)
    {
        string s = Text(sparsity);
        yield return Row($"small-dense-{s}", $"small dense, as many weights as {s}", Methods.SmallDense, sparsity) with { PaperFlops = uniformFlops };
        yield return Row($"static-{s}", $"static {s}", Methods.Static, sparsity);
        yield return Row($"snfs-{s}", $"SNFS {s}", Methods.SparseMomentum, sparsity) with { PaperFlops = snfsFlops };
        yield return Row($"set-{s}", $"SET {s}", Methods.Set, sparsity);
        yield return PerEpoch(Row($"rigl-{s}", $"RigL {s}, once per epoch", Methods.RigL, sparsity)) with { PaperFlops = erFlops };
        yield return Row($"st-{s}", $"ST-RNN uniform {s}", Methods.SparseTopology, sparsity) with { PaperFlops = uniformFlops };
        yield return Er(Row($"st-er-{s}", $"ST-RNN ER {s}", Methods.SparseTopology, sparsity)) with { PaperFlops = erFlops };
    }

    private static ReproductionRow Er(ReproductionRow row)
        => row with { Config = Change(row.Config, method => method with { Init = MethodConfig.ErdosRenyi }) };

    // As the authors' library runs it: once per epoch, until the end, from an Erdos-Renyi start.
    private static ReproductionRow PerEpoch(ReproductionRow row) => Er(row with
    {
        Config = Change(row.Config, method => method with { UpdateEvery = MethodConfig.EveryEpoch, EndFraction = 1 }),
    });

    private static RunConfig? Change(RunConfig? config, Func<MethodConfig, MethodConfig> change)
        => config is null ? null : config with { Method = change(config.Method) };

    private ReproductionRow Row(string key, string label, string method, double? sparsity, bool rhn = false)
    {
        var (name, absent) = data.Find(Folder);
        return new ReproductionRow(key, label)
        {
            Absent = absent,
            Config = name is null ? null : Config(name, method, sparsity, rhn),
        };
    }

    private LanguageModelConfig Config(string corpus, string method, double? sparsity, bool rhn)
    {
        var preset = Presets.Get(rhn ? data.Scale == ReproductionScale.Paper ? "ptb-rhn" : "ptb-rhn-small" : "ptb-lstm-large");
        var published = MethodConfig.Of(method, sparsity, epsilon: null);
        var config = new LanguageModelConfig
        {
            Preset = preset.Name,
            Data = new CorpusConfig { Name = corpus },
            Model = preset.Model with { RecurrentRange = preset.RecurrentRange ?? 1 / Math.Sqrt(preset.Model.Hidden) },
            Method = method == Methods.SparseTopology ? published with { PruneRate = preset.PruneRate } : published,
            Training = preset.Training,
        };
        return data.Scale switch
        {
            ReproductionScale.Paper => config,
            ReproductionScale.Small => Small(config, rhn),
            _ => Tiny(config),
        };
    }

    // Two hundred and fifty thousand tokens are few for four hundred units a layer: the dense model overfits, with its dropout. The clip is on the scale of
    // the mean loss, where the published one never acts.
    private static LanguageModelConfig Small(LanguageModelConfig config, bool rhn)
    {
        const int Tokens = 250_000;
        const int LstmUnits = 400;
        const int RhnUnits = 250;
        const double LstmDropout = 0.4;
        const double Clip = 0.25;
        return config with
        {
            Data = config.Data with { TrainTokens = Tokens },
            Model = rhn
                ? config.Model.WithHidden(RhnUnits)
                : config.Model.WithHidden(LstmUnits) with { Dropout = LstmDropout },
            Training = rhn ? config.Training : config.Training with { Epochs = 18, Clip = Clip },
        };
    }

    private static LanguageModelConfig Tiny(LanguageModelConfig config)
    {
        const int Tokens = 1500;
        const int Units = 16;
        return config with
        {
            Data = config.Data with { TrainTokens = Tokens, EvaluationTokens = Tokens / 4 },
            Model = config.Model.WithHidden(Units) with { Depth = config.Model.Depth is null ? null : 2 },
            Training = config.Training with { Epochs = 2, Batch = 5, Bptt = 10, LogEvery = 10 },
        };
    }

    private static string Text(double value) => value.ToString("0.00##", CultureInfo.InvariantCulture);
}
