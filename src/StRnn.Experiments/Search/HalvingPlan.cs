using System.Globalization;
using StRnn.Experiments.Configuration;

namespace StRnn.Experiments.Search;

/// <summary>
/// The budgets of successive halving: rung i trains the candidates that are left for so many epochs each, and the best
/// 1/eta of them by validation go on. Source: Jamieson and Talwalkar 2016 (arXiv 1502.07943).
/// </summary>
/// <param name="Epochs">The epochs of each rung, rising.</param>
/// <param name="Eta">The number of candidates of which one goes on, at least 2.</param>
internal sealed record HalvingPlan(IReadOnlyList<int> Epochs, int Eta)
{
    /// <summary>Returns the number of candidates of each rung.</summary>
    /// <param name="first">Those of the first.</param>
    public IReadOnlyList<int> Counts(int first)
    {
        var counts = new List<int> { first };
        while (counts.Count < Epochs.Count)
        {
            counts.Add(Math.Max(1, counts[^1] / Eta));
        }

        return counts;
    }

    /// <summary>Returns the epochs of the whole search.</summary>
    /// <param name="first">The candidates of the first rung.</param>
    public int TotalEpochs(int first) => Counts(first).Zip(Epochs, (count, epochs) => count * epochs).Sum();

    /// <summary>
    /// Returns a recipe in fewer or more epochs: the rate falls after the same share of them, to the same end. One that
    /// waits for a stall is unchanged but for the epochs. A rung begins anew, because schedules span the whole run.
    /// </summary>
    /// <param name="training">The recipe.</param>
    /// <param name="epochs">The epochs of the rung.</param>
    public static TrainingConfig InEpochs(TrainingConfig training, int epochs)
    {
        if (training.LrConstantEpochs == TrainingConfig.OnStall || training.LrDecay == 1 || training.Epochs == epochs)
        {
            return training with { Epochs = epochs };
        }

        int constant = int.Parse(training.LrConstantEpochs, CultureInfo.InvariantCulture);
        int scaled = Math.Min(epochs - 1, (int)Math.Round((double)constant * epochs / training.Epochs));
        double decays = Decays(training.Epochs - constant, training.LrDecayEvery);
        return training with
        {
            Epochs = epochs,
            LrConstantEpochs = scaled.ToString(CultureInfo.InvariantCulture),
            LrDecayEvery = 1,
            LrDecay = decays > 0 && epochs > scaled
                ? Math.Pow(training.LrDecay, decays / Decays(epochs - scaled, 1))
                : training.LrDecay,
        };
    }

    private static double Decays(int epochs, int every) => Math.Ceiling(Math.Max(0, epochs) / (double)every);
}
