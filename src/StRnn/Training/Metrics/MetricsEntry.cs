using System.Text.Json;
using System.Text.Json.Serialization;

namespace StRnn.Training.Metrics;

/// <summary>
/// One line of <c>metrics.jsonl</c> as it is read back, whichever <see cref="MetricsEvent"/> it was: fields that do not
/// apply are null.
/// </summary>
public sealed record MetricsEntry
{
    /// <summary>How lines are written: snake_case names, nulls left out.</summary>
    public static JsonSerializerOptions JsonOptions { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>step, epoch, topology, eval or done.</summary>
    public required string Event { get; init; }

    /// <summary>The epoch, from 1.</summary>
    public int? Epoch { get; init; }

    /// <summary>Optimiser steps done.</summary>
    public long? Step { get; init; }

    /// <summary>train, valid or test.</summary>
    public string? Split { get; init; }

    /// <summary>Mean cross entropy, nats per target.</summary>
    public double? Loss { get; init; }

    /// <summary>exp(loss).</summary>
    public double? Perplexity { get; init; }

    /// <summary>The share of targets classified rightly.</summary>
    public double? Accuracy { get; init; }

    /// <summary>
    /// Whose weights a last evaluation is of: best (of the best validation) or last (of the last epoch).
    /// </summary>
    public string? Weights { get; init; }

    /// <summary>The learning rate in force.</summary>
    public double? Lr { get; init; }

    /// <summary>
    /// The pruning rate of a topology update, where a schedule's rate decides how many connections go.
    /// </summary>
    public double? PruneRate { get; init; }

    /// <summary>Connections of all sparse tensors together, or of the tensor named.</summary>
    public long? Nnz { get; init; }

    /// <summary>nnz / (rows * columns).</summary>
    public double? Density { get; init; }

    /// <summary>Connections removed.</summary>
    public long? Pruned { get; init; }

    /// <summary>Connections added, survivors included.</summary>
    public long? Regrown { get; init; }

    /// <summary>Connections removed and drawn again in the same update.</summary>
    public long? Survivors { get; init; }

    /// <summary>Positions that ever were connections / (rows * columns), over all sparse tensors: ITOP's R_s.</summary>
    public double? ExplorationRate { get; init; }

    /// <summary>The density of each sparse tensor.</summary>
    public IReadOnlyDictionary<string, double>? Densities { get; init; }

    /// <summary>FLOPs of a forward pass, per token.</summary>
    public double? InferenceFlopsPerToken { get; init; }

    /// <summary>Bytes of the weights' values.</summary>
    public long? WeightBytes { get; init; }

    /// <summary>
    /// Bytes of patterns, however the backend packs them, with the copies of values that belong to it.
    /// </summary>
    public long? PatternBytes { get; init; }

    /// <summary>Bytes of gradients.</summary>
    public long? GradientBytes { get; init; }

    /// <summary>Bytes of optimiser state, that of a method which keeps it at all positions included.</summary>
    public long? OptimizerBytes { get; init; }

    /// <summary>Bytes of activations.</summary>
    public long? ActivationBytes { get; init; }

    /// <summary>Tokens per second since the last line of the kind.</summary>
    public double? TokensPerSecond { get; init; }

    /// <summary>Mean milliseconds per step since the last line of the kind.</summary>
    public double? StepMs { get; init; }

    /// <summary>Milliseconds a topology update took.</summary>
    public double? TopologyMs { get; init; }

    /// <summary>FLOPs of training so far, by the paper's convention.</summary>
    public double? FlopsPaper { get; init; }

    /// <summary>Executed FLOPs of training so far.</summary>
    public double? FlopsActual { get; init; }

    /// <summary>The largest resident set of the process so far.</summary>
    public long? PeakRssBytes { get; init; }

    /// <summary>The backend's name and instruction set.</summary>
    public string? Backend { get; init; }

    /// <summary>Seconds since this process began the run.</summary>
    public double? ElapsedS { get; init; }
}
