namespace StRnn.Training.Metrics;

/// <summary>The final figures of a run: the quality of the best epoch, and the costs of the model.</summary>
public sealed record RunSummary() : MetricsEvent(EventName)
{
    /// <summary>The <see cref="MetricsEvent.Event"/> of these events.</summary>
    public const string EventName = "done";

    /// <summary>Gets the validation loss of the best epoch, per target; null where there is none.</summary>
    public double? Loss { get; init; }

    /// <summary>Gets exp(loss) of a likelihood; null of another loss, and where it exceeds a double.</summary>
    public double? Perplexity { get; init; }

    /// <summary>Gets the validation accuracy of the best epoch, where there is one.</summary>
    public double? Accuracy { get; init; }

    /// <summary>Gets the number of trainable values of all matrices.</summary>
    public long Nnz { get; init; }

    /// <summary>Gets nnz / (rows * columns) of all matrices together.</summary>
    public double Density { get; init; }

    /// <summary>Gets R_s: positions that ever held a connection / (rows * columns), over all sparse tensors.</summary>
    public double? ExplorationRate { get; init; }

    /// <summary>Gets the density of each sparse tensor.</summary>
    public IReadOnlyDictionary<string, double>? Densities { get; init; }

    /// <summary>Gets the FLOPs of a forward pass, per token.</summary>
    public double InferenceFlopsPerToken { get; init; }

    /// <summary>Gets the bytes of the weights' values.</summary>
    public long WeightBytes { get; init; }

    /// <summary>Gets the bytes of packed patterns, with the copies of values that belong to them.</summary>
    public long PatternBytes { get; init; }

    /// <summary>Gets the bytes of gradients.</summary>
    public long GradientBytes { get; init; }

    /// <summary>Gets the bytes of optimiser state, including state that a method keeps at all positions.</summary>
    public long OptimizerBytes { get; init; }

    /// <summary>Gets the bytes of activations.</summary>
    public long ActivationBytes { get; init; }

    /// <summary>Gets the FLOPs of training, by the paper's convention.</summary>
    public double FlopsPaper { get; init; }

    /// <summary>Gets the executed FLOPs of training.</summary>
    public double FlopsActual { get; init; }

    /// <summary>Gets the largest resident set of the process so far.</summary>
    public long PeakRssBytes { get; init; }
}
