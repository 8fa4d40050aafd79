using System.Globalization;

namespace StRnn.Training;

/// <summary>The result of an evaluation.</summary>
/// <param name="Split">The split that was evaluated.</param>
/// <param name="Loss">The mean loss per target: a cross entropy in nats, or what the task minimises.</param>
/// <param name="TargetCount">The number of targets.</param>
/// <param name="Accuracy">
/// The share of targets whose class had the highest probability; null if accuracy does not apply.
/// </param>
public sealed record Evaluation(string Split, double Loss, long TargetCount, double? Accuracy = null)
{
    /// <summary>
    /// Gets the root of the mean squared error of a regression, in the data's own unit; null of another task.
    /// </summary>
    public double? Rmse { get; init; }

    /// <summary>Gets the mean absolute error of a regression, in the data's own unit; null of another task.</summary>
    public double? Mae { get; init; }

    /// <summary>Returns the figures in a line, for people.</summary>
    public override string ToString()
    {
        var culture = CultureInfo.InvariantCulture;
        string quality = Accuracy is { } accuracy ? string.Create(culture, $"accuracy {accuracy:P1}")
            : Rmse is { } rmse ? string.Create(culture, $"RMSE {rmse:G4}, MAE {Mae:G4}")
            : string.Create(culture, $"perplexity {Perplexity:G4}");
        return string.Create(culture, $"{Split}: loss {Loss:G4}, {quality} over {TargetCount} targets");
    }

    /// <summary>Gets exp(loss) of a cross entropy; NaN of a regression, which has none.</summary>
    public double Perplexity => Rmse is null ? Math.Exp(Loss) : double.NaN;

    /// <summary>
    /// Computes exp(loss), or null if it exceeds a double: metrics lines are JSON, which has no infinity.
    /// </summary>
    /// <param name="loss">The mean cross entropy in nats; null for none.</param>
    public static double? PerplexityOf(double? loss)
        => loss is { } nats && double.IsFinite(Math.Exp(nats)) ? Math.Exp(nats) : null;

    /// <summary>
    /// Determines whether this evaluation is better: by accuracy if there is one, and by loss if the accuracies are
    /// equal or missing.
    /// </summary>
    /// <param name="bestLoss">The loss of the best so far; null if there is none.</param>
    /// <param name="bestAccuracy">The accuracy of the best so far; null if there is none.</param>
    public bool IsBetterThan(double? bestLoss, double? bestAccuracy)
        => bestLoss is not { } loss
            || (Accuracy is { } accuracy && bestAccuracy is { } best && accuracy != best
                ? accuracy > best
                : Loss < loss);
}
