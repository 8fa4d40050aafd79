namespace StRnn.Experiments.Reproduction;

/// <summary>
/// What the paper says of its language models, and what its explanations need: each a claim about two rows.
/// </summary>
internal static class LanguageModelClaims
{
    /// <summary>The row of table 2 that begins with the published range where the others do not.</summary>
    public const string AsPublishedRow = "st-0.67-as-published";

    /// <summary>The row of table 2 that begins with a widened range where the others do not.</summary>
    public const string WidenedRow = "st-0.67-widened";

    private const string BeatsDense = "sparse training beats dense";
    private const string BeatsSmallDense = "sparse training beats a small dense model";
    private const string BeatsFixed = "a changing topology beats a fixed one";
    private const string BeatsGradient = "random growth beats gradient growth (RigL), all else equal";
    private const string BeatsOwnRecipe = "ST-RNN beats RigL with its own recipe";
    private const string BeatsSet = "ST-RNN beats a correct SET";
    private const string BeatsMomentum = "ST-RNN beats SNFS";
    private const string BeatsLasso = "ST-RNN beats ISS";
    private const string BeatsEr = "uniform beats Erdos-Renyi";

    // The paper: as good as dense as long as fewer than 80 % of the connections are missing.
    private const double MostSparsityOfFigure3 = 0.80;

    private static readonly string[] Budgets = ["0.67", "0.80"];

    /// <summary>Gets the claims of table 3.</summary>
    public static IReadOnlyList<ReproductionClaim> Table3 { get; } =
    [
        new(BeatsDense, "st", "dense"),
        new(BeatsSmallDense, "st", "small-dense"),
        new(BeatsFixed, "st", "static"),
        new(BeatsGradient, "st-er", "rigl"),
        new(BeatsOwnRecipe, "st-er", "rigl-own"),
        new(BeatsSet, "st-er", "set"),
        new(BeatsMomentum, "st", "snfs"),
        new(BeatsLasso, "st", "iss"),
        new(BeatsEr, "st", "st-er"),
    ];

    /// <summary>Gets the claims of table 7.</summary>
    public static IReadOnlyList<ReproductionClaim> Table7 { get; } =
    [
        new("exchanging connections by momentum helps the LSTM", "lstm-momentum", "lstm-none"),
        new("exchanging connections by momentum helps the LSTM", "lstm-er-momentum", "lstm-er-none"),
        new("exchanging connections by momentum harms the RHN", "rhn-none", "rhn-momentum"),
        new("exchanging connections by momentum harms the RHN", "rhn-er-none", "rhn-er-momentum"),
    ];

    /// <summary>Returns the claims of table 2.</summary>
    /// <param name="otherRange">The row that has the other initial range.</param>
    public static IReadOnlyList<ReproductionClaim> Table2(string otherRange)
    {
        const string Widened = "a widened initial range helps";
        return
        [
            .. Budgets.SelectMany(s => new ReproductionClaim[]
            {
                new(BeatsDense, $"st-{s}", "dense"),
                new(BeatsSmallDense, $"st-{s}", $"small-dense-{s}"),
                new(BeatsFixed, $"st-{s}", $"static-{s}"),
                new(BeatsGradient, $"st-er-{s}", $"rigl-{s}"),
                new(BeatsOwnRecipe, $"st-er-{s}", $"rigl-own-{s}"),
                new(BeatsSet, $"st-er-{s}", $"set-{s}"),
                new(BeatsMomentum, $"st-{s}", $"snfs-{s}"),
                new(BeatsEr, $"st-{s}", $"st-er-{s}"),
            }),
            new(BeatsLasso, "st-0.67", "iss"),
            otherRange == AsPublishedRow
                ? new(Widened, "st-0.67", otherRange)
                : new(Widened, otherRange, "st-0.67"),
        ];
    }

    /// <summary>Returns the claim of figure 2 about its pruning rates.</summary>
    /// <param name="rates">The pruning rates of the figure's rows.</param>
    /// <param name="key">Returns a row's key.</param>
    public static ReproductionClaim LargePruneRates(IReadOnlyList<double> rates, Func<double, string> key)
    {
        const double Middle = 0.5;
        return new(
            "pruning rates from 0.5 to 0.9 are better than smaller ones",
            [.. rates.Where(rate => rate >= Middle).Select(key)],
            [.. rates.Where(rate => rate < Middle).Select(key)]);
    }

    /// <summary>Returns the claims of figure 3 about its sparsities.</summary>
    /// <param name="sparsities">The sparsities of the figure's rows.</param>
    public static IEnumerable<ReproductionClaim> Figure3(IEnumerable<double> sparsities)
        => sparsities.Where(sparsity => sparsity < MostSparsityOfFigure3).Select(sparsity
            => new ReproductionClaim(BeatsDense, LanguageModelRows.SparsityKey(sparsity), "ptb-dense"));
}
