using StRnn.Training.Metrics;

namespace StRnn.Cli.Display;

/// <summary>Describes metrics events in words.</summary>
internal static class MetricsText
{
    public static string Of(MetricsEvent line, ProgressFrame frame, TimeSpan? left)
    {
        string at = $"epoch {line.Epoch}/{frame.Epochs}  step {line.Step}/{frame.TotalSteps}";
        return line switch
        {
            StepMetrics step => $"{at}  {Loss(step.Loss, step.Perplexity, frame)}  {step.TokensPerSecond:N0} tokens/s  "
                + $"density {frame.Density:0.####}{(frame.BecomesSparse ? " at the end" : string.Empty)}"
                + (left is { } time ? $"  ETA {Duration(time)}" : string.Empty),
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

    private static string Weights(EvaluationMetrics line)
        => line.Weights is { } weights ? $" ({weights} weights)" : string.Empty;

    private static string Loss(EvaluationMetrics line, ProgressFrame frame)
        => line.Accuracy is { } accuracy
            ? $"loss {line.Loss:0.0000}  accuracy {accuracy:0.00 %}"
            : line is { Rmse: { } rmse, Mae: { } mae } ? $"loss {line.Loss:0.0000}  rmse {rmse:G4}  mae {mae:G4}"
            : Loss(line.Loss, line.Perplexity, frame);

    private static string Loss(double loss, double? perplexity, ProgressFrame frame)
        => frame.ShowsPerplexity
            ? $"loss {loss:0.0000}  perplexity " + (perplexity is { } value ? $"{value:0.00}" : "beyond 1e308")
            : $"loss {loss:0.0000}";
}
