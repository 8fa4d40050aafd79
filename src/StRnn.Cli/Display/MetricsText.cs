using StRnn.Training;

namespace StRnn.Cli.Display;

/// <summary>A metrics line in words.</summary>
internal static class MetricsText
{
    public static string Of(MetricsEntry entry, ProgressFrame frame, TimeSpan? left)
    {
        string at = $"epoch {entry.Epoch}/{frame.Epochs}  step {entry.Step}/{frame.TotalSteps}";
        return entry.Event switch
        {
            "step" => $"{at}  {Loss(entry, frame)}  {entry.TokensPerSecond:N0} tokens/s  density {frame.Density:0.####}"
                + (left is { } time ? $"  ETA {Duration(time)}" : string.Empty),
            "topology" => $"{at}  topology: pruned {entry.Pruned:N0}, regrown {entry.Regrown:N0}, rate {entry.PruneRate:0.####}, "
                + $"density {entry.Density:0.####}",
            "done" => $"{at}  done",
            _ => $"{at}  {entry.Split}{Weights(entry)}: {Loss(entry, frame)}" + (entry.Lr is { } lr ? $"  lr {lr:0.######}" : string.Empty),
        };
    }

    public static string Duration(TimeSpan time)
        => time.TotalDays >= 1 ? $"{(int)time.TotalDays}d {time:hh\\:mm\\:ss}" : $"{time:h\\:mm\\:ss}";

    private static string Weights(MetricsEntry entry) => entry.Weights is { } weights ? $" ({weights} weights)" : string.Empty;

    private static string Loss(MetricsEntry entry, ProgressFrame frame)
    {
        string loss = $"loss {entry.Loss:0.0000}";
        if (entry.Accuracy is { } accuracy)
        {
            return $"{loss}  accuracy {accuracy:0.00 %}";
        }

        return frame.ShowsPerplexity
            ? $"{loss}  perplexity " + (entry.Perplexity is { } perplexity ? $"{perplexity:0.00}" : "beyond 1e308")
            : loss;
    }
}
