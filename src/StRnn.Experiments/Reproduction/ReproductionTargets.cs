namespace StRnn.Experiments.Reproduction;

/// <summary>The tables and figures of Liu et al. 2021 that can be reproduced.</summary>
internal static class ReproductionTargets
{
    private const string EqualWeights = "equal-weights";

    /// <summary>Gets the names of all of them.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["table2", "table3", "table4", "table5", "table6", "table7", "fig2", "fig3", EqualWeights];

    /// <summary>Returns a table or figure at a scale.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static ReproductionTarget Get(string name, ReproductionData data)
    {
        var language = new LanguageModelRows(data);
        var classifier = new ClassifierRows(data);
        bool isTiny = data.Scale == ReproductionScale.Tiny;
        double[] rates = isTiny ? [0.2, 0.8] : [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
        double[] sparsities = isTiny ? [0.5, 0.8] : [0.1, 0.3, 0.5, 0.67, 0.8, 0.9, 0.95];
        double[] epsilons = isTiny ? [2, 10] : [2, 5, 10, 20, 40, 70, 110];
        const string Perplexity = "Penn Treebank perplexity, validation / test; the paper's in the same order.";
        const string Accuracy =
            "Test accuracy of the best validation epoch; the paper does not say which epoch it takes.";
        const string Quoted =
            "Quoted rows have figures that others published, by the whole training sets; "
            + "the table's own choice of them is not at hand.";
        const string Known = "The paper's figures stand where the project has them; the others are not at hand.";
        string lasso = data.Scale == ReproductionScale.Paper
            ? "ISS is trained by its own published recipe (Wen et al. 2018), which is not that of the other rows: "
                + "its FLOPs are of 55 epochs for the LSTM and 500 for the RHN."
            : "ISS has its published penalty and threshold; all else is the recipe of the other rows.";
        return name switch
        {
            "table2" => Table("Stacked LSTM", [Perplexity, lasso, Known], language.Table2(), language.Table2Claims),
            "table3" => Table(
                "Recurrent highway network",
                [Perplexity, lasso, Known],
                language.Table3(),
                LanguageModelRows.Table3Claims),
            "table4" => Table(
                "Text classification", [Accuracy, Known], classifier.Table4(), ClassifierRows.Table4Claims),
            "table5" => Table(
                "Text classification against other models",
                [Accuracy, Quoted, Known],
                classifier.Table5(),
                ClassifierRows.Table5Claims),
            "table6" => Table("Extreme sparsity", [Accuracy, Known], classifier.Table6(), []),
            "table7" => Table(
                "Connections exchanged between tensors",
                [Perplexity, Known],
                language.Table7(),
                LanguageModelRows.Table7Claims),
            "fig2" => new(
                name,
                "Sensitivity to the pruning rate",
                "pruning rate",
                [Accuracy, Perplexity],
                [.. classifier.PruneRates(rates), .. language.PruneRates(rates)],
                []),
            "fig3" => new(
                name,
                "Sensitivity to the sparsity",
                "sparsity",
                [Accuracy, Perplexity],
                [.. classifier.Epsilons(epsilons), .. language.Sparsities(sparsities)],
                []),
            EqualWeights => Table(
                "As many weights, wider and sparser",
                [Perplexity, "Not a table of the paper. Each width stands for itself with its best dropout."],
                new EqualWeightsRows(data).Rows,
                []),
            _ => throw new ArgumentException($"There is no target '{name}'.", nameof(name)),
        };

        ReproductionTarget Table(
            string title,
            IReadOnlyList<string> notes,
            IReadOnlyList<ReproductionRow> rows,
            IReadOnlyList<ReproductionClaim> claims) => new(name, title, null, notes, rows, claims);
    }
}
