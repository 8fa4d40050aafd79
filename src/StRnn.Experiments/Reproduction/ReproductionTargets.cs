namespace StRnn.Experiments.Reproduction;

/// <summary>The tables and figures of Liu et al. 2021 that can be reproduced.</summary>
internal static class ReproductionTargets
{
    private const string Connections = "connections";
    private const string EqualWeights = "equal-weights";
    private const string Perplexity = "Penn Treebank perplexity.";
    private const string Accuracy =
        "Test accuracy of the best validation epoch; the paper does not say which epoch it takes.";

    private const string Quoted =
        "Quoted rows have the paper's figures only: this program has no such models. The table prints 92.2 % sparsity "
        + "for epsilon 20, its own formula gives 91.37 %.";

    private const string NoRows = "Rows without a figure of the paper's are not in its table.";

    /// <summary>Gets the names of all of them.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["table2", "table3", "table4", "table5", "table6", "table7", "fig2", "fig3", EqualWeights, Connections];

    /// <summary>Returns a table or figure at a scale.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static ReproductionTarget Get(string name, ReproductionData data)
    {
        var language = new LanguageModelRows(data);
        var classifier = new ClassifierRows(data);
        var equalWeights = new EqualWeightsRows(data);
        var connections = new ConnectionRows(data);
        bool isTiny = data.Scale == ReproductionScale.Tiny;
        double[] rates = isTiny ? [0.2, 0.8] : [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
        double[] sparsities = isTiny ? [0.5, 0.8] : [0.1, 0.3, 0.5, 0.67, 0.8, 0.9, 0.95];
        double[] epsilons = isTiny ? [10, 40] : [2, 5, 10, 20, 40, 70, 110];
        string lasso = data.Scale == ReproductionScale.Paper
            ? "ISS is trained by its own published recipe (Wen et al. 2018), which is not that of the other rows: "
                + "its FLOPs are of 55 epochs for the LSTM and 500 for the RHN."
            : "ISS has its published penalty and threshold; all else is the recipe of the other rows.";
        var target = name switch
        {
            "table2" => Table(
                "Stacked LSTM",
                [Perplexity, lasso, Flops("3.1e16", "7.2e10"), NoRows],
                language.Table2(),
                LanguageModelClaims.Table2(language.OtherRange)),
            "table3" => Table(
                "Recurrent highway network",
                [Perplexity, lasso, Flops("6.5e16", "3.3e10"), NoRows],
                language.Table3(),
                LanguageModelClaims.Table3),
            "table4" => Table(
                "Text classification",
                [Accuracy, ClassifierRows.Table4Data],
                classifier.Table4(),
                ClassifierRows.Table4Claims),
            "table5" => Table(
                "Text classification against other models",
                [Accuracy, ClassifierRows.Table5Data, Quoted],
                classifier.Table5(),
                ClassifierRows.Table5Claims),
            "table6" => Table(
                "Extreme sparsity",
                [Accuracy, ClassifierRows.Table6Data],
                classifier.Table6(),
                ClassifierRows.Table6Claims),
            "table7" => Table(
                "Connections exchanged between tensors", [Perplexity], language.Table7(), LanguageModelClaims.Table7),
            "fig2" => new(
                name,
                "Sensitivity to the pruning rate",
                "pruning rate",
                [Accuracy, Perplexity],
                [classifier.Dense(), .. classifier.PruneRates(rates), language.Dense(), .. language.PruneRates(rates)],
                [
                    LanguageModelClaims.LargePruneRates(rates, ClassifierRows.FigureKey),
                    LanguageModelClaims.LargePruneRates(rates, LanguageModelRows.PruneRateKey),
                ]),
            "fig3" => new(
                name,
                "Sensitivity to the sparsity",
                "sparsity",
                [Accuracy, Perplexity],
                [
                    classifier.Dense(),
                    .. classifier.Epsilons(epsilons),
                    language.Dense(),
                    .. language.Sparsities(sparsities),
                ],
                [.. ClassifierRows.Figure3Claims(epsilons), .. LanguageModelClaims.Figure3(sparsities)]),
            EqualWeights => Table(
                "As many weights, wider and sparser",
                [Perplexity, "Not a table of the paper. Each width stands for itself with its best dropout."],
                equalWeights.Rows,
                equalWeights.Claims) with
            {
                Variants = equalWeights.Variants,
            },
            Connections => Table(
                "As many weights, in connections of one weight or of several",
                [Perplexity, Accuracy, "Not a table of the paper. Rows of a model have one recipe."],
                connections.Rows,
                connections.Claims),
            _ => throw new ArgumentException($"There is no target '{name}'.", nameof(name)),
        };
        var published = PublishedTables.Get(name);
        return target with
        {
            Rows = [.. target.Rows.Select(row => row with { Published = published.GetValueOrDefault(row.Key) })],
        };

        ReproductionTarget Table(
            string title,
            IReadOnlyList<string> notes,
            IReadOnlyList<ReproductionRow> rows,
            IReadOnlyList<ReproductionClaim> claims) => new(name, title, null, notes, rows, claims);
    }

    private static string Flops(string training, string test)
        => $"FLOPs are relative to the dense row's, by the paper's convention. Its dense row has {training} for the "
            + $"training and {test} for a test.";
}
