using StRnn.Training.Metrics;

namespace StRnn.Cli.Display;

/// <summary>Describes metrics events in words.</summary>
internal static class MetricsText
{
    public static string Of(MetricsEvent entry, ProgressFrame frame, TimeSpan? left)
    {
        string at = $"epoch {entry.Epoch}/{frame.Epochs}  step {entry.Step}/{frame.TotalSteps}";
        return entry switch
        {
            StepMetrics step => $"{at}  {Loss(step.Loss, step.Perplexity, frame)}  {step.TokensPerSecond:N0} tokens/s  "
                + $"density {frame.Density:0.####}" + (left is { } time ? $"  ETA {Duration(time)}" : string.Empty),
            TopologyMetrics update => $"{at}  topology: pruned {update.Pruned:N0}, regrown {update.Regrown:N0}, "
                + $"rate {update.PruneRate:0.####}, density {update.Density:0.####}",
            EpochMetrics epoch => $"{at}  {epoch.Split}: {Loss(epoch.Loss, epoch.Perplexity, frame)}  "
                + $"lr {epoch.Lr:0.######}",
            EvaluationMetrics evaluation => $"{at}  {evaluation.Split}{Weights(evaluation)}: {Loss(evaluation, frame)}",
            _ => $"{at}  done",
        };
    }

    public static string Duration(TimeSpan time)
        => time.TotalDays >= 1 ? $"{(int)time.TotalDays}d {time:hh\\:mm\\:ss}" : $"{time:h\\:mm\\:ss}";

    private static string Weights(EvaluationMetrics entry)
        => entry.Weights is { } weights ? $" ({weights} weights)" : string.Empty;

    private static string Loss(EvaluationMetrics entry, ProgressFrame frame)
        => entry.Accuracy is { } accuracy
            ? $"loss {entry.Loss:0.0000}  accuracy {accuracy:0.00 %}"
            : Loss(entry.Loss, entry.Perplexity, frame);

    private static string Loss(double loss, double? perplexity, ProgressFrame frame)
        => frame.ShowsPerplexity
            ? $"loss {loss:0.0000}  perplexity " + (perplexity is { } value ? $"{value:0.00}" : "beyond 1e308")
            : $"loss {loss:0.0000}";
}
