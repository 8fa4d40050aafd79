namespace StRnn.Series;

/// <summary>
/// What a forecasting model reads and writes, which is stored with it: channels, horizons, and the standardisation of
/// its training data. Output h * targets + k is the value of target k, Horizons[h] steps ahead.
/// </summary>
/// <param name="Channels">The names of the input channels.</param>
/// <param name="Targets">The numbers of the channels that are predicted.</param>
/// <param name="Horizons">The numbers of steps ahead.</param>
/// <param name="Scaling">The standardisation of the channels.</param>
public sealed record ForecastLayout(
    IReadOnlyList<string> Channels,
    IReadOnlyList<int> Targets,
    IReadOnlyList<int> Horizons,
    Standardization Scaling)
{
    /// <summary>Gets the number of outputs: horizons times targets.</summary>
    public int Outputs => Horizons.Count * Targets.Count;

    /// <summary>Gets the largest number of steps ahead.</summary>
    public int Furthest => Horizons.Max();

    /// <summary>Describes a forecast of a series, standardised by its training part.</summary>
    /// <param name="split">The series and its split.</param>
    /// <param name="options">Which channels, and how many steps ahead.</param>
    /// <returns>The layout; a model needs as many inputs as channels, and <see cref="Outputs"/> outputs.</returns>
    /// <exception cref="SeriesException">
    /// There is no such channel, or no horizon, or one below 1 or beyond the training part.
    /// </exception>
    public static ForecastLayout Of(SeriesSplit split, ForecastOptions options)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Horizons.Count == 0 || options.Horizons.Any(horizon => horizon < 1))
        {
            throw new SeriesException("A forecast needs at least one horizon, and each is at least 1 step ahead.");
        }

        if (options.Horizons.Max() is var furthest && furthest >= split.TrainSteps)
        {
            throw new SeriesException(
                $"The training part has {split.TrainSteps} steps, and nothing in it lies {furthest} steps ahead: lower "
                + "the horizon, or take a longer series.");
        }

        var data = split.Data;
        return new ForecastLayout(
            data.Channels,
            [.. (options.Targets ?? data.Channels).Select(data.IndexOf)],
            options.Horizons,
            Standardization.Fit(
                data.Values[..(split.TrainSteps * data.Channels.Count)], data.Channels.Count));
    }

    /// <summary>Checks what was read from a file.</summary>
    /// <exception cref="ArgumentException">A part is missing or outside the channels.</exception>
    internal void Check()
    {
        if (Channels is not { Count: > 0 }
            || Targets is not { Count: > 0 }
            || Targets.Any(channel => channel < 0 || channel >= Channels.Count)
            || Horizons is not { Count: > 0 }
            || Horizons.Any(horizon => horizon < 1))
        {
            throw new ArgumentException("The channels, targets or horizons of its forecast are none.");
        }

        Standardization.Check(Scaling, Channels.Count);
    }

    /// <summary>Finds the output that forecasts a channel so many steps ahead.</summary>
    /// <param name="channel">The name of the channel.</param>
    /// <param name="horizon">The number of steps ahead.</param>
    /// <returns>The place in what <see cref="SeriesForecaster.Push"/> returns for a step of a series.</returns>
    /// <exception cref="SeriesException">There is no such output.</exception>
    public int OutputOf(string channel, int horizon)
    {
        for (int output = 0; output < Outputs; output++)
        {
            if (Channels[ChannelOf(output)] == channel && HorizonOf(output) == horizon)
            {
                return output;
            }
        }

        throw new SeriesException(
            $"The model does not forecast '{channel}' {horizon} steps ahead: it forecasts "
            + $"{string.Join(", ", Targets.Select(target => Channels[target]))} at {string.Join(", ", Horizons)}.");
    }

    /// <summary>Gets the number of steps ahead of an output.</summary>
    internal int HorizonOf(int output) => Horizons[output / Targets.Count];

    /// <summary>Gets the channel of an output.</summary>
    internal int ChannelOf(int output) => Targets[output % Targets.Count];
}
