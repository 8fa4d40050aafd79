namespace StRnn.Series.Tests.Support;

/// <summary>Small series that are predictable but not linear in their last value.</summary>
internal static class Waves
{
    /// <summary>Two channels far from mean 0 and scale 1.</summary>
    public static SeriesData Data(int steps = 400)
        => SeriesData.FromArrays(
            ("sine", [.. Enumerable.Range(0, steps).Select(t => (float)(50 + (20 * Math.Sin(0.3 * t))))]),
            ("cube", [.. Enumerable.Range(0, steps).Select(t => (float)Math.Pow(Math.Cos(0.2 * t), 3))]));

    public static SeriesModel Model(ForecastLayout layout, int hidden = 16, int layers = 1)
        => new(new SeriesModelOptions
        {
            Inputs = layout.Channels.Count,
            Outputs = layout.Outputs,
            Hidden = hidden,
            Layers = layers,
        });
}
