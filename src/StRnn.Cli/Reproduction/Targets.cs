using StRnn.Cli.Hosting;

namespace StRnn.Cli.Reproduction;

/// <summary>The tables and figures of Liu et al. 2021 that can be repeated.</summary>
internal static class Targets
{
    public static IReadOnlyList<string> Names { get; } = ["table2", "table3", "table4", "table5", "table6", "table7", "fig2", "fig3"];

    /// <summary>A table or figure at a scale.</summary>
    /// <exception cref="UsageException">There is none of that name.</exception>
    public static ReproductionTarget Get(string name, ReproductionData data)
    {
        var language = new LanguageModelRows(data);
        var classifier = new ClassifierRows(data);
        double[] rates = data.Scale == ReproductionScale.Tiny ? [0.2, 0.8] : [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
        double[] sparsities = data.Scale == ReproductionScale.Tiny ? [0.5, 0.8] : [0.1, 0.3, 0.5, 0.67, 0.8, 0.9, 0.95];
        double[] epsilons = data.Scale == ReproductionScale.Tiny ? [2, 10] : [2, 5, 10, 20, 40, 70, 110];
        string perplexity = "Penn Treebank perplexity, validation / test; the paper's in the same order.";
        string accuracy = "Test accuracy of the best validation epoch; the paper does not say which epoch it takes.";
        string lasso = data.Scale == ReproductionScale.Paper
            ? "ISS is trained by its own published recipe (Wen et al. 2018), which is not that of the other rows: its FLOPs are of 55 epochs for the LSTM and 500 for the RHN."
            : "ISS has its published penalty and threshold; all else is the recipe of the other rows.";
        string quoted = "Quoted rows have figures that others published, by the whole training sets; the table's own choice of them is not at hand.";
        string known = "The paper's figures stand where the project has them; the others are not at hand.";
        return name switch
        {
            "table2" => new(name, "Stacked LSTM", null, [perplexity, lasso, known], language.Table2(), language.Table2Claims),
            "table3" => new(name, "Recurrent highway network", null, [perplexity, lasso, known], language.Table3(), LanguageModelRows.Table3Claims),
            "table4" => new(name, "Text classification", null, [accuracy, known], classifier.Table4(), ClassifierRows.Table4Claims),
            "table5" => new(name, "Text classification against other models", null, [accuracy, quoted, known], classifier.Table5(), ClassifierRows.Table5Claims),
            "table6" => new(name, "Extreme sparsity", null, [accuracy, known], classifier.Table6(), []),
            "table7" => new(name, "Connections exchanged between tensors", null, [perplexity, known], language.Table7(), LanguageModelRows.Table7Claims),
            "fig2" => new(
                name, "Sensitivity to the pruning rate", "pruning rate", [accuracy, perplexity], [.. classifier.PruneRates(rates), .. language.PruneRates(rates)], []),
            "fig3" => new(
                name, "Sensitivity to the sparsity", "sparsity", [accuracy, perplexity], [.. classifier.Epsilons(epsilons), .. language.Sparsities(sparsities)], []),
            _ => throw new UsageException($"There is no target '{name}': use {string.Join(", ", Names)}."),
        };
    }
}
