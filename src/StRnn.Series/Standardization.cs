namespace StRnn.Series;

/// <summary>
/// Means and scales of channels: z = (x - mean) / scale. Fitted on training data alone, so that nothing of the
/// validation and test data reaches the model.
/// </summary>
/// <param name="Mean">The mean of each channel.</param>
/// <param name="Scale">The standard deviation of each channel, above 0; 1 for a constant channel.</param>
public sealed record Standardization(IReadOnlyList<double> Mean, IReadOnlyList<double> Scale)
{
    /// <summary>Fits means and population standard deviations; NaN is left out.</summary>
    /// <param name="values">The values, channel c of step t at t * C + c.</param>
    /// <param name="channels">The number of channels C.</param>
    /// <returns>The means and scales.</returns>
    public static Standardization Fit(ReadOnlySpan<float> values, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        var mean = new double[channels];
        var scale = new double[channels];
        for (int c = 0; c < channels; c++)
        {
            (mean[c], scale[c]) = Fit(values, channels, c);
        }

        return new Standardization(mean, scale);
    }

    /// <summary>Standardises a value of a channel.</summary>
    /// <param name="value">The value, in the data's unit.</param>
    /// <param name="channel">The number of the channel.</param>
    public float Apply(float value, int channel) => (float)((value - Mean[channel]) / Scale[channel]);

    /// <summary>Returns a standardised value to the data's unit.</summary>
    /// <param name="value">The standardised value.</param>
    /// <param name="channel">The number of the channel.</param>
    public float Invert(float value, int channel) => (float)((value * Scale[channel]) + Mean[channel]);

    /// <summary>Checks what was read from a file.</summary>
    /// <exception cref="ArgumentException">It is missing, of other channels, or no standardisation.</exception>
    internal static void Check(Standardization? scaling, int channels)
    {
        if (scaling is not { Mean: not null, Scale: not null }
            || scaling.Mean.Count != channels
            || scaling.Scale.Count != channels
            || !scaling.Mean.All(double.IsFinite)
            || !scaling.Scale.All(scale => double.IsFinite(scale) && scale > 0))
        {
            throw new ArgumentException($"Its standardisation is none of {channels} channels.");
        }
    }

    private static (double Mean, double Scale) Fit(ReadOnlySpan<float> values, int channels, int channel)
    {
        double sum = 0;
        long count = 0;
        for (int k = channel; k < values.Length; k += channels)
        {
            if (!float.IsNaN(values[k]))
            {
                sum += values[k];
                count++;
            }
        }

        double mean = count == 0 ? 0 : sum / count;
        double squares = 0;
        for (int k = channel; k < values.Length; k += channels)
        {
            double deviation = float.IsNaN(values[k]) ? 0 : values[k] - mean;
            squares += deviation * deviation;
        }

        double scale = count == 0 ? 0 : Math.Sqrt(squares / count);

        // Rounding leaves a constant channel a spread near 0, and dividing by it would make numbers of the rounding.
        return (mean, scale > 1e-9 * Math.Max(1e-30, Math.Abs(mean)) ? scale : 1);
    }
}
