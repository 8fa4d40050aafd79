using StRnn.Experiments.Methods;
using StRnn.Experiments.Reproduction;

namespace StRnn.Experiments.Tests;

/// <summary>The paper's figures beside its rows, and what trained rows say of its claims.</summary>
public sealed class ReproductionRowsTests
{
    // Rows of our own, which explain a difference: the paper's tables do not have them.
    private static readonly Dictionary<string, string[]> WithoutFigures = new()
    {
        ["table2"] = ["static-0.67", "rigl-own-0.67", "static-0.80", "rigl-own-0.80", "st-0.67-as-published"],
        ["table3"] = ["static", "set", "snfs", "rigl", "rigl-own"],
        ["table4"] = [],
        ["table5"] = [],
        ["table6"] = [],
        ["table7"] = [],
    };

    private static ReproductionTarget Get(string name, ReproductionScale scale = ReproductionScale.Small)
        => ReproductionTargets.Get(name, new ReproductionData(null, scale));

    [TestCaseSource(nameof(WithoutFigures))]
    public void Every_row_has_the_papers_figures_where_the_paper_has_the_row(KeyValuePair<string, string[]> table)
    {
        var rows = Get(table.Key).Rows;
        Assert.That(
            rows.Where(row => row.Published is null).Select(row => row.Key), Is.EquivalentTo(table.Value));
        Assert.That(PublishedTables.Get(table.Key).Keys, Is.SubsetOf(rows.Select(row => row.Key)));
    }

    /// <summary>A row that repeats another one would be trained for nothing, and tested against itself.</summary>
    [Test]
    public void No_two_rows_of_a_target_train_the_same()
    {
        string data = Directory.CreateTempSubdirectory("strnn-rows-").FullName;
        foreach (string corpus in new[] { "ptb", "sanders-twitter", "imdb", "yelp", "amazon_fine_foods", "ag_news" })
        {
            Directory.CreateDirectory(Path.Combine(data, corpus));
        }

        foreach (var scale in Enum.GetValues<ReproductionScale>())
        {
            foreach (string name in ReproductionTargets.Names)
            {
                var rows = ReproductionTargets.Get(name, new ReproductionData(data, scale)).Rows
                    .Where(row => row is { Config: not null, Ngrams: null }).ToList();
                var repeated = from row in rows
                               from other in rows
                               where row != other && scale != ReproductionScale.Tiny
                               where row.Config!.ToJson().ToJsonString() == other.Config!.ToJson().ToJsonString()
                               select $"{name} {scale}: {row.Key}, {other.Key}";
                Assert.That(repeated, Is.Empty);
            }
        }

        Directory.Delete(data, recursive: true);
    }

    [TestCase("table2", 14)]
    [TestCase("table3", 5)]
    public void A_language_model_has_weights_and_flops_of_training_and_test(string name, int rows)
    {
        var published = PublishedTables.Get(name).Values;
        Assert.That(published.Count(), Is.EqualTo(rows));
        foreach (var figures in published)
        {
            Assert.That(
                new object?[] { figures.Valid, figures.Weights, figures.TrainingFlops, figures.TestFlops },
                Has.None.Null);
            Assert.That(figures.Valid, Is.GreaterThan(figures.Test), "the validation set is the harder one");
            Assert.That(figures.TrainingFlops, Is.GreaterThanOrEqualTo(figures.TestFlops!));
        }
    }

    [Test]
    public void Figure_3_has_what_the_text_says()
        => Assert.That(
            PublishedTables.Get("fig3").Keys, Is.SubsetOf(Get("fig3").Rows.Select(row => row.Key)));

    /// <summary>What the abstract says, from the figures of the tables.</summary>
    [TestCase("table2", "st-0.67", "dense", -2.73)]
    [TestCase("table2", "st-er-0.67", "rigl-0.67", -2.93)]
    [TestCase("table3", "st", "dense", -2.21)]
    [TestCase("table6", "sanders-st", "sanders-dense", 1.06)]
    [TestCase("table7", "lstm-momentum", "lstm-none", -1.40)]
    [TestCase("table7", "rhn-none", "rhn-momentum", -7.18)]
    public void A_claim_has_the_papers_difference(string name, string better, string than, double expected)
    {
        var target = Get(name);
        var untrained = target.Rows.Select(row => new RowFigures(row, IsAccuracy: false, []));
        var test = new RowComparison([.. untrained]).Test(target.Claims).Single(test
            => test.Claim.Better.SequenceEqual([better]) && test.Claim.Than.SequenceEqual([than]));
        Assert.That(test.Published, Is.EqualTo(expected).Within(1e-9));
        Assert.That(test.Verdict, Is.EqualTo(ClaimVerdict.NotTrained));
    }

    /// <summary>
    /// With two rows of two seeds and one claim: t of 7.4, 2.2 and 8.1 for two degrees of freedom, and no verdict from
    /// one seed.
    /// </summary>
    [TestCase(new[] { 70.0, 71 }, new[] { 75.0, 75.9 }, ClaimVerdict.Yes)]
    [TestCase(new[] { 70.0, 71 }, new[] { 72.0, 74 }, ClaimVerdict.NotSettled)]
    [TestCase(new[] { 76.0, 77.1 }, new[] { 70.0, 71 }, ClaimVerdict.No)]
    [TestCase(new[] { 70.0 }, new[] { 75.0, 75.9 }, ClaimVerdict.OneSeed)]
    [TestCase(new double[0], new[] { 75.0, 75.9 }, ClaimVerdict.NotTrained)]
    public void A_verdict_needs_more_than_the_spread(double[] ours, double[] theirs, object expected)
    {
        var rows = new[] { Figures("ours", ours), Figures("theirs", theirs) };
        Assert.That(
            new RowComparison(rows).Test([new("ours are better", "ours", "theirs")]).Single().Verdict,
            Is.EqualTo(expected));
        var accuracies = rows.Select(row => row with { IsAccuracy = true }).ToList();
        Assert.That(
            new RowComparison(accuracies).Test([new("theirs are better", "theirs", "ours")]).Single().Verdict,
            Is.EqualTo(expected), "of accuracies more is better");
    }

    /// <summary>A difference that one claim alone would settle is not settled as one of four.</summary>
    [Test]
    public void Claims_that_are_still_to_be_tested_count()
    {
        var rows = new[] { Figures("ours", 70, 71), Figures("theirs", 75, 75.9), Figures("other") };
        ReproductionClaim claim = new("better", "ours", "theirs");
        ReproductionClaim later = new("better", "ours", "other");
        var alone = new RowComparison(rows).Test([claim])[0];
        var among = new RowComparison(rows).Test([claim, later, later, later])[0];
        Assert.Multiple(() =>
        {
            Assert.That(among.CorrectedP, Is.EqualTo(4 * alone.Test!.P).Within(1e-12));
            Assert.That(alone.Verdict, Is.EqualTo(ClaimVerdict.Yes));
            Assert.That(among.Verdict, Is.EqualTo(ClaimVerdict.NotSettled));
        });
    }

    /// <summary>A third row of the same data set makes the variance better known, one of another does not.</summary>
    [TestCase("data", 4)]
    [TestCase("other data", 2)]
    public void Rows_of_a_data_set_share_a_variance(string series, int degrees)
    {
        var third = Figures("third", 80, 81, 82);
        third = third with { Row = third.Row with { Series = series } };
        var rows = new[] { Figures("ours", 70, 71), Figures("theirs", 75, 75.9), third };
        Assert.That(
            new RowComparison(rows).Test([new("better", "ours", "theirs")])[0].Test!.DegreesOfFreedom,
            Is.EqualTo(degrees));
    }

    /// <summary>
    /// By hand: variances 1 and 100 of three figures each against 1 of the third row; SE² = 1/3 + 100/3, degrees of
    /// freedom SE⁴/((1/3)²/2 + (100/3)²/2) = 2.04.
    /// </summary>
    [Test]
    public void Rows_that_vary_far_more_than_the_others_are_compared_by_their_own_variances()
    {
        var rows = new[] { Figures("ours", 70, 71, 72), Figures("theirs", 75, 85, 95), Figures("third", 80, 81, 82) };
        var test = new RowComparison(rows).Test([new("better", "ours", "theirs")])[0].Test!;
        Assert.That(
            (test.Value, test.DegreesOfFreedom, Math.Round(test.StandardError, 4)), Is.EqualTo((-14.0, 2, 5.8023)));
    }

    /// <summary>Evci et al. 2020: every 100 steps until three quarters, from 0.3, Erdos-Renyi.</summary>
    [TestCase("table2", "rigl-own-0.67")]
    [TestCase("table2", "rigl-own-0.80")]
    [TestCase("table3", "rigl-own")]
    public void Rigl_has_a_row_by_its_own_recipe(string name, string key)
    {
        var method = Get(name, ReproductionScale.Tiny).Rows.Single(row => row.Key == key).Config!.Method;
        Assert.That(
            (method.Name, method[MethodOptions.UpdateEvery], method[MethodOptions.PruneRate]),
            Is.EqualTo((MethodNames.RigL, "100", 0.3)));
        Assert.That(
            (method[MethodOptions.UpdateUntil], method[MethodOptions.Init]),
            Is.EqualTo((0.75, NamedParts.ErdosRenyi)));
    }

    [TestCase("table4", 4)]
    [TestCase("table5", 2)]
    [TestCase("table6", 5)]
    [TestCase("fig2", 2)]
    [TestCase("fig3", 2)]
    public void Every_data_set_has_a_dense_row(string name, int sets)
    {
        var rows = Get(name).Rows;
        Assert.That(rows.Select(row => row.Series).Distinct().Count(), Is.EqualTo(sets));
        Assert.That(rows.Where(row => row.IsReference).Select(row => row.Series).Distinct().Count(), Is.EqualTo(sets));
    }

    [TestCase("table4", "Amazon Fine Foods 5; 454,763 / 113,691")]
    [TestCase("table5", "AG's News 4; 120,000 / 7,600")]
    [TestCase("table6", "Sanders Twitter 4; 4,410 / 1,103")]
    public void The_data_sets_of_table_1_are_in_the_notes(string name, string line)
        => Assert.That(string.Join('\n', Get(name).Notes), Does.Contain(line));

    private static RowFigures Figures(string key, params double[] tests)
        => new(new ReproductionRow(key, key) { Series = "data" }, IsAccuracy: false, tests);
}
