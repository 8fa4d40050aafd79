using System.Text;
using StRnn.Experiments.Reproduction;

namespace StRnn.Reproduction.Tests;

/// <summary>The tables that <c>strnn-reproduce</c> writes.</summary>
public sealed class ReproductionReportTests
{
    private static readonly RowOutcome Dense = new(
        new ReproductionRow("dense", "dense") { Published = new(82.57m, 78.57m, 66.0, 1, 1, "Zaremba et al. 2014") },
        [Language(1, 90, 3000, 9e9, 3e6), Language(2, 92, 3000, 9e9, 3e6)],
        null);

    private static readonly RowOutcome Sparse = new(
        new ReproductionRow("st", "ST-RNN") { Published = new(78.77m, 75.84m, 21.8, 0.330, 0.330) },
        [Language(1, 80, 1000, 3e9, 1e6), Language(2, 82, 1000, 3e9, 1e6)],
        null);

    [Test]
    public void A_row_has_ours_and_the_papers_in_every_column()
        => Assert.That(
            Rows(Dense, Sparse),
            Is.EqualTo(
                "\n| row | weights | paper's | training FLOPs | paper's | test FLOPs | paper's | validation | paper's "
                    + "| test | paper's | test - dense | paper's |\n"
                    + "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
                    + "| dense | 3,000 | 66.0M | 1.000x | 1.000x | 1.000x | 1.000x | 92.00 +- 1.41 | 82.57 "
                    + "| 91.00 +- 1.41 | 78.57 (quoted from Zaremba et al. 2014) | - | - |\n"
                    + "| ST-RNN | 1,000 | 21.8M | 0.333x | 0.330x | 0.333x | 0.330x | 82.00 +- 1.41 | 78.77 "
                    + "| 81.00 +- 1.41 | 75.84 | -10.00 +- 6.08 | -2.73 |\n"));

    /// <summary>The paper's difference stands there all the same.</summary>
    [Test]
    public void A_row_that_is_not_trained_has_the_papers_figures()
        => Assert.That(
            Rows(Dense, Sparse with { Results = [], Problem = "0 of 2 trained" }),
            Does.Contain(
                "| ST-RNN | - | 21.8M | - | 0.330x | - | 0.330x | - | 78.77 | 0 of 2 trained | 75.84 | - | -2.73 |"));

    [Test]
    public void A_column_without_a_figure_is_left_out()
        => Assert.That(
            Rows(new RowOutcome(
                new ReproductionRow("imdb-st", "IMDB: ST-RNN")
                {
                    Published = new(null, 86.0m) { TestDeviation = 0.02 },
                },
                [new RowResult(1, IsAccuracy: true, 0.86, 0.846, 244_032, null, null)],
                null)),
            Is.EqualTo(
                "\n| row | weights | validation | test | paper's |\n| --- | --- | --- | --- | --- |\n"
                    + "| IMDB: ST-RNN | 244,032 | 86.00 % | 84.60 % | 86.0 +- 0.02 |\n"));

    [Test]
    public void A_claim_has_its_p_and_a_verdict()
    {
        var text = new StringBuilder();
        ReproductionClaim[] claims =
            [new("sparse beats dense", "st", "dense"), new("dense beats sparse", "dense", "st")];
        ReproductionReport.AppendClaims(text, claims, [Dense, Sparse]);

        // t = 10 / sqrt(2) for two degrees of freedom: p = 1 - sqrt(50 / 52).
        Assert.That(
            text.ToString(),
            Does.Contain("| sparse beats dense | ST-RNN | dense | -10.00 +- 6.08 | -2.73 | 0.019 | 0.039 | yes |\n")
                .And.Contain("| dense beats sparse | dense | ST-RNN | 10.00 +- 6.08 | 2.73 | 0.019 | 0.039 | no |\n"));
    }

    private static RowResult Language(ulong seed, double test, long weights, double flops, double testFlops)
        => new(seed, IsAccuracy: false, test + 1, test, weights, flops, null) { TestFlops = testFlops };

    private static string Rows(params RowOutcome[] outcomes)
    {
        var text = new StringBuilder();
        ReproductionReport.AppendRows(text, outcomes);
        return text.ToString();
    }
}
