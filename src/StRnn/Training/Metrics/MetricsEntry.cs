using System.Text.Json;

namespace StRnn.Training.Metrics;

/// <summary>
/// A line of <c>metrics.jsonl</c> as it is read back, of any <see cref="MetricsEvent"/>; fields that do not apply are
/// null.
/// </summary>
public sealed record MetricsEntry
{
    /// <summary>Gets the JSON options of lines: snake_case names, nulls omitted.</summary>
    public static JsonSerializerOptions JsonOptions => MetricsJson.Default.Options;

    /// <summary>Reads a line of <c>metrics.jsonl</c>.</summary>
    /// <param name="line">The line.</param>
    /// <returns>The event; null for the word null.</returns>
    /// <exception cref="JsonException">The line is no event.</exception>
    public static MetricsEntry? Parse(string line)
        => JsonSerializer.Deserialize(line, MetricsJson.Default.MetricsEntry);

    /// <summary>Gets the kind of event: step, epoch, topology, eval or done.</summary>
    public required string Event { get; init; }

    /// <summary>Gets the epoch, from 1.</summary>
    public int? Epoch { get; init; }

    /// <summary>Gets the number of training steps done.</summary>
    public long? Step { get; init; }

    /// <summary>Gets the split: train, valid, test or test-single-stream.</summary>
    public string? Split { get; init; }

    /// <summary>Gets the mean cross entropy, nats per target.</summary>
    public double? Loss { get; init; }

    /// <summary>Gets exp(loss).</summary>
    public double? Perplexity { get; init; }

    /// <summary>Gets the share of targets classified correctly.</summary>
    public double? Accuracy { get; init; }

    /// <summary>
    /// Gets the weights of a final evaluation: best (of the best validation) or last (of the last epoch).
    /// </summary>
    public string? Weights { get; init; }

    /// <summary>Gets the learning rate in force.</summary>
    public double? Lr { get; init; }

    /// <summary>Gets the mean gradient norm before clipping.</summary>
    public double? GradientNorm { get; init; }

    /// <summary>Gets the share of the steps whose gradient was clipped.</summary>
    public double? ClippedShare { get; init; }

    /// <summary>
    /// Gets the pruning rate of a topology update, if a schedule's rate decides the number of connections to remove.
    /// </summary>
    public double? PruneRate { get; init; }

    /// <summary>
    /// Gets the number of connections of all sparse tensors; in a done line, of the values of all matrices.
    /// </summary>
    public long? Nnz { get; init; }

    /// <summary>Gets nnz / (rows * columns).</summary>
    public double? Density { get; init; }

    /// <summary>Gets the number of connections removed.</summary>
    public long? Pruned { get; init; }

    /// <summary>Gets the number of connections added, survivors included.</summary>
    public long? Regrown { get; init; }

    /// <summary>Gets the number of connections removed and drawn again in the same update.</summary>
    public long? Survivors { get; init; }

    /// <summary>Gets R_s: positions that ever held a connection / (rows * columns), over all sparse tensors.</summary>
    public double? ExplorationRate { get; init; }

    /// <summary>Gets the density of each sparse tensor.</summary>
    public IReadOnlyDictionary<string, double>? Densities { get; init; }

    /// <summary>Gets the FLOPs of a forward pass, per token.</summary>
    public double? InferenceFlopsPerToken { get; init; }

    /// <summary>Gets the bytes of the weights' values.</summary>
    public long? WeightBytes { get; init; }

    /// <summary>Gets the bytes of packed patterns, with the copies of values that belong to them.</summary>
    public long? PatternBytes { get; init; }

    /// <summary>Gets the bytes of gradients.</summary>
    public long? GradientBytes { get; init; }

    /// <summary>Gets the bytes of optimiser state, including state that a method keeps at all positions.</summary>
    public long? OptimizerBytes { get; init; }

    /// <summary>Gets the bytes of activations.</summary>
    public long? ActivationBytes { get; init; }

    /// <summary>Gets the tokens per second since the last event of the kind.</summary>
    public double? TokensPerSecond { get; init; }

    /// <summary>Gets the mean milliseconds per step since the last event of the kind.</summary>
    public double? StepMs { get; init; }

    /// <summary>Gets the milliseconds that a topology update took.</summary>
    public double? TopologyMs { get; init; }

    /// <summary>Gets the FLOPs of training so far, by the paper's convention.</summary>
    public double? FlopsPaper { get; init; }

    /// <summary>Gets the executed FLOPs of training so far.</summary>
    public double? FlopsActual { get; init; }

    /// <summary>Gets the largest resident set of the process so far.</summary>
    public long? PeakRssBytes { get; init; }

    /// <summary>Gets the backend's name and instruction set.</summary>
    public string? Backend { get; init; }

    /// <summary>Gets the seconds since this process began the run.</summary>
    public double? ElapsedS { get; init; }
}
