using System.Text.Json;
using StRnn.Training.Metrics;

namespace StRnn.Tests.Training;

/// <summary>The lines of metrics.jsonl keep their names and order: old files and old programs read on.</summary>
public sealed class MetricsEventTests
{
    private static readonly Dictionary<string, double> Densities = new() { ["lstm.weight_hh_l0"] = 0.5 };

    private static readonly TestCaseData[] Lines =
    [
        new(
            new StepMetrics { Epoch = 1, Loss = 2, Perplexity = 7, TokensPerSecond = 3, StepMs = 4 },
            "event epoch step split loss perplexity lr tokens_per_second step_ms peak_rss_bytes backend elapsed_s"),
        new(
            new EpochMetrics { Epoch = 1, Loss = 2, Perplexity = 7 },
            "event epoch step split loss perplexity lr flops_paper flops_actual peak_rss_bytes backend elapsed_s"),
        new(
            new EvaluationMetrics
            {
                Epoch = 1,
                Split = "test",
                Loss = 2,
                Perplexity = 7,
                Accuracy = 1,
                Weights = "best",
            },
            "event epoch step split loss perplexity accuracy weights backend elapsed_s"),
        new(
            new TopologyMetrics
            {
                Epoch = 1,
                PruneRate = 1,
                ExplorationRate = 1,
                Densities = Densities,
                TopologyMs = 1,
            },
            "event epoch step prune_rate nnz density pruned regrown survivors exploration_rate densities topology_ms "
                + "backend elapsed_s"),
        new(
            new RunSummary
            {
                Epoch = 1,
                Loss = 2,
                Perplexity = 7,
                Accuracy = 1,
                ExplorationRate = 1,
                Densities = Densities,
            },
            "event epoch step loss perplexity accuracy nnz density exploration_rate densities "
                + "inference_flops_per_token weight_bytes pattern_bytes gradient_bytes optimizer_bytes "
                + "activation_bytes flops_paper flops_actual peak_rss_bytes backend elapsed_s"),
    ];

    [TestCaseSource(nameof(Lines))]
    public void A_line_has_its_fields_in_their_order(MetricsEvent entry, string expected)
    {
        using var line = JsonDocument.Parse(entry.ToJson());
        var names = line.RootElement.EnumerateObject().Select(field => field.Name);
        Assert.That(string.Join(' ', names), Is.EqualTo(expected));
    }

    [Test]
    public void What_does_not_apply_is_left_out()
    {
        string line = new EvaluationMetrics { Epoch = 1, Split = "valid", Loss = 2 }.ToJson();
        Assert.That(line, Does.Not.Contain("null").And.Not.Contain("accuracy").And.Not.Contain("weights"));
    }

    /// <summary>One record reads all kinds, and a line with fields of another version.</summary>
    [TestCaseSource(nameof(Lines))]
    public void A_line_is_read_back(MetricsEvent entry, string fields)
    {
        string line = entry.ToJson();
        var read = JsonSerializer.Deserialize<MetricsEntry>(line, MetricsEntry.JsonOptions)!;
        Assert.That(JsonSerializer.Serialize(read, MetricsEntry.JsonOptions), Is.EqualTo(line));
        Assert.That(fields, Does.StartWith("event epoch step"));
    }
}
