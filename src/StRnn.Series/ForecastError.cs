using System.Globalization;

namespace StRnn.Series;

/// <summary>The errors of a forecast of one channel, so many steps ahead, in the data's own unit.</summary>
/// <param name="Channel">The name of the channel.</param>
/// <param name="Horizon">The number of steps ahead.</param>
/// <param name="Rmse">The root of the mean squared error.</param>
/// <param name="Mae">The mean absolute error.</param>
/// <param name="PersistenceRmse">
/// The root of the mean squared error of persistence, the forecast that the last value stays: what a model has to beat.
/// </param>
public sealed record ForecastError(string Channel, int Horizon, double Rmse, double Mae, double PersistenceRmse)
{
    /// <summary>Returns the figures in a line, for people.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Channel} in {Horizon} steps: RMSE {Rmse:G4}, MAE {Mae:G4}; persistence has RMSE {PersistenceRmse:G4}");
}
