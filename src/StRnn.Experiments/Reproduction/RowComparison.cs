using StRnn.Experiments.Runs;

namespace StRnn.Experiments.Reproduction;

/// <summary>The test figures of a row, seed by seed.</summary>
/// <param name="Row">The row.</param>
/// <param name="IsAccuracy">True for accuracies in percent, of which more is better; false for perplexities.</param>
/// <param name="Tests">The figures; none for a row that is not trained.</param>
internal sealed record RowFigures(ReproductionRow Row, bool IsAccuracy, IReadOnlyList<double> Tests)
{
    /// <summary>Gets the validation figure of seed 1; null where it is not trained.</summary>
    public double? FirstValid { get; init; }
}

/// <summary>
/// Compares the rows of a table by Student's t, with one variance for all rows of a data set that have two seeds or
/// more.
/// </summary>
/// <remarks>
/// The variance is not shared between data sets: a set of 1,103 test texts spreads more than one of 25,000. Their p
/// values are corrected together. Rows whose own variance is far above that of the set's other rows are compared by
/// their own, by Welch's test. Models that are fitted and not trained (n-grams) hardly depend on the seed, and share no
/// variance.
/// </remarks>
internal sealed class RowComparison
{
    private const double Significance = 0.05;

    // Two rows of three seeds with the others' variance exceed it by chance in about 2 of 100 cases.
    private const double LargestRatio = 4;

    private readonly Dictionary<string, RowFigures> _rows;
    private readonly ILookup<string?, RowFigures> _series;
    private readonly Dictionary<string, RowVariants> _variants;

    /// <summary>Initializes a new instance of the <see cref="RowComparison"/> class.</summary>
    /// <param name="rows">All rows of the table.</param>
    /// <param name="variants">Its groups of rows of which validation chooses one; null for none.</param>
    public RowComparison(IReadOnlyList<RowFigures> rows, IReadOnlyList<RowVariants>? variants = null)
    {
        _variants = (variants ?? []).ToDictionary(group => group.Key);
        _rows = rows.ToDictionary(row => row.Row.Key);
        _series = rows.ToLookup(row => row.Row.Series);
    }

    /// <summary>Tests the claims of a table, with Holm's correction for their number.</summary>
    /// <param name="claims">
    /// All claims of the table. Those that cannot be tested yet count too, so that the correction does not grow while
    /// rows are trained.
    /// </param>
    public IReadOnlyList<ClaimTest> Test(IReadOnlyList<ReproductionClaim> claims)
    {
        ClaimTest[] tests = [.. claims.Select(claim => Compare(claim))];
        ClaimTest[] tested = [.. tests.Where(test => test.Test is not null)];
        double[] corrected = SeedStatistics.CorrectByHolm([.. tested.Select(test => test.Test!.P)], claims.Count);
        return [.. tests.Select(test => Array.IndexOf(tested, test) is >= 0 and var index
            ? Decide(test, corrected[index])
            : test)];
    }

    /// <summary>
    /// Returns the row of a key: the one of that name, or the one that validation chose of a group; null where it has
    /// not chosen yet.
    /// </summary>
    /// <param name="key">The key of a row or of a group.</param>
    public string? Resolve(string key)
    {
        if (!_variants.TryGetValue(key, out var group))
        {
            return key;
        }

        var deciding = (group.ChosenAs is { } other ? _variants[other] : group).Rows.Select(row => _rows[row]).ToList();
        if (deciding.Any(row => row.FirstValid is null))
        {
            return null;
        }

        var best = deciding[0].IsAccuracy
            ? deciding.MaxBy(row => row.FirstValid)
            : deciding.MinBy(row => row.FirstValid);
        return group.Rows[deciding.IndexOf(best!)];
    }

    /// <summary>Returns the name that a key has in tables while nothing is chosen; null for a row's.</summary>
    /// <param name="key">The key of a row or of a group.</param>
    public string? GroupLabel(string key) => _variants.GetValueOrDefault(key)?.Label;

    /// <summary>Determines whether a row stands for itself, or for its group as far as validation has chosen.</summary>
    /// <param name="row">The row's key.</param>
    public bool StandsForGroup(string row)
        => _variants.Values.Where(group => group.Rows.Contains(row)).All(group => Resolve(group.Key) is not { } chosen
            || chosen == row);

    /// <summary>Compares a row with another one, without a verdict.</summary>
    public ClaimTest Compare(string row, string other) => Compare(new ReproductionClaim(string.Empty, row, other));

    private ClaimTest Compare(ReproductionClaim claim)
    {
        if (claim.Better.Concat(claim.Than).Any(key => Resolve(key) is null))
        {
            return new ClaimTest(claim, ClaimVerdict.NotTrained);
        }

        RowFigures[] better = [.. claim.Better.Select(key => _rows[Resolve(key)!])];
        RowFigures[] than = [.. claim.Than.Select(key => _rows[Resolve(key)!])];
        RowFigures[] all = [.. better, .. than];
        double? published = Published(better) - Published(than);
        if (all.Any(row => row.Tests.Count == 0))
        {
            return new ClaimTest(claim, ClaimVerdict.NotTrained) { Published = published };
        }

        var first = better.Select(row => row.Tests).ToList();
        var second = than.Select(row => row.Tests).ToList();
        var test = all.Any(row => row.Tests.Count == 1) ? null
            : IsUnlikeOthers(all) ? MeanDifference.ByWelch(first, second)
            : PooledVariance.Of(Sharing(all).Select(row => row.Tests))?.Compare(first, second);
        return new ClaimTest(claim, test is null ? ClaimVerdict.OneSeed : ClaimVerdict.NotSettled)
        {
            Difference = first.Average(row => row.Average()) - second.Average(row => row.Average()),
            Test = test,
            Published = published,
        };
    }

    // The rows of the data set that share a variance; those compared are among them.
    private IEnumerable<RowFigures> Sharing(RowFigures[] compared)
        => _series[compared[0].Row.Series].Where(row => row.Row.Ngrams is null).Union(compared);

    private bool IsUnlikeOthers(RowFigures[] compared)
        => PooledVariance.Of(Sharing(compared).Except(compared).Select(row => row.Tests)) is { } others
            && PooledVariance.Of(compared.Select(row => row.Tests))!.Variance > LargestRatio * others.Variance;

    private ClaimTest Decide(ClaimTest test, double corrected)
    {
        bool isAsClaimed = test.Difference > 0 == _rows[Resolve(test.Claim.Better[0])!].IsAccuracy;
        return test with
        {
            CorrectedP = corrected,
            Verdict = corrected >= Significance ? ClaimVerdict.NotSettled
                : isAsClaimed ? ClaimVerdict.Yes
                : ClaimVerdict.No,
        };
    }

    private static double? Published(IEnumerable<RowFigures> rows)
    {
        double?[] figures = [.. rows.Select(row => (double?)row.Row.Published?.Test)];
        return figures.Contains(null) ? null : figures.Average();
    }
}
