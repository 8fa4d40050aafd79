using System.Globalization;

namespace StRnn.Series;

/// <summary>A series of numbers: C named channels at each of its time steps, in the order of time.</summary>
public sealed class SeriesData
{
    private readonly float[] _values;

    /// <summary>
    /// Initializes a new instance of the <see cref="SeriesData"/> class; the array is kept, not copied.
    /// </summary>
    /// <param name="channels">The names of the channels, each once.</param>
    /// <param name="values">The values, time-major: channel c of step t is element t * C + c.</param>
    /// <exception cref="SeriesException">
    /// There is no channel or no step, a name occurs twice, or a value is not finite; the message names it.
    /// </exception>
    public SeriesData(IReadOnlyList<string> channels, float[] values)
    {
        ArgumentNullException.ThrowIfNull(channels);
        ArgumentNullException.ThrowIfNull(values);
        if (channels.Count == 0 || values.Length == 0 || values.Length % channels.Count != 0)
        {
            throw new SeriesException(
                $"{values.Length} values are no whole number of time steps of {channels.Count} channels, at least one "
                + "of each.");
        }

        if (channels.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is
            { } twice)
        {
            throw new SeriesException($"The series has the channel '{twice.Key}' twice: rename one.");
        }

        int wrong = Array.FindIndex(values, value => !float.IsFinite(value));
        if (wrong >= 0)
        {
            throw new SeriesException(string.Create(
                CultureInfo.InvariantCulture,
                $"Step {wrong / channels.Count} of the channel '{channels[wrong % channels.Count]}' is "
                + $"{values[wrong]}: fill the gap or leave the step out."));
        }

        Channels = channels;
        _values = values;
    }

    /// <summary>Gets the names of the channels.</summary>
    public IReadOnlyList<string> Channels { get; }

    /// <summary>Gets the number of time steps.</summary>
    public int Steps => _values.Length / Channels.Count;

    /// <summary>Gets the values, time-major.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>Gets the values of a time step, one for each channel.</summary>
    /// <param name="step">The number of the step, from 0.</param>
    public ReadOnlySpan<float> this[int step] => _values.AsSpan(step * Channels.Count, Channels.Count);

    /// <summary>Makes a series of channels in arrays of equal length.</summary>
    /// <param name="channels">The channels' names and values over time.</param>
    /// <returns>The series.</returns>
    /// <exception cref="SeriesException">The lengths differ, or as in the constructor.</exception>
    public static SeriesData FromArrays(params IReadOnlyList<(string Name, float[] Values)> channels)
    {
        ArgumentNullException.ThrowIfNull(channels);
        int steps = channels.Count == 0 ? 0 : channels[0].Values.Length;
        var values = new float[steps * channels.Count];
        for (int c = 0; c < channels.Count; c++)
        {
            if (channels[c].Values.Length != steps)
            {
                throw new SeriesException(
                    $"The channel '{channels[c].Name}' has {channels[c].Values.Length} steps, the channel "
                    + $"'{channels[0].Name}' {steps}: all need the same number.");
            }

            for (int t = 0; t < steps; t++)
            {
                values[(t * channels.Count) + c] = channels[c].Values[t];
            }
        }

        return new SeriesData([.. channels.Select(channel => channel.Name)], values);
    }

    /// <summary>Reads a CSV file with a header, a time step per row in the order of time.</summary>
    /// <param name="path">The file, UTF-8; numbers have a point.</param>
    /// <param name="columns">
    /// The names of the columns to read; null for every column whose first row is a number, which leaves out dates.
    /// </param>
    /// <returns>The series.</returns>
    /// <exception cref="SeriesException">
    /// The file cannot be read, has no such column, or a field is no number; the message names its line.
    /// </exception>
    public static SeriesData FromCsv(string path, IReadOnlyList<string>? columns = null)
        => SeriesCsv.Read(path, columns);

    /// <summary>
    /// Splits the series by time: the validation part follows the training part, then comes the test part.
    /// </summary>
    /// <param name="validShare">The share of the steps for validation, in (0, 1).</param>
    /// <param name="testShare">The share of the steps for the test, in [0, 1).</param>
    /// <returns>The split.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A share is out of range, or nothing is left to train on.
    /// </exception>
    public SeriesSplit Split(double validShare = 0.1, double testShare = 0.1)
    {
        if (!(validShare > 0) || !(testShare >= 0) || !(validShare + testShare < 1))
        {
            throw new ArgumentOutOfRangeException(string.Create(
                CultureInfo.InvariantCulture,
                $"The shares {validShare} and {testShare} leave no training part: the validation share is above 0, and "
                + $"both together below 1."), (Exception?)null);
        }

        // In decimal arithmetic, a tenth of 1,000 is exactly 100.
        int test = (int)decimal.Ceiling((decimal)testShare * Steps);
        int valid = (int)decimal.Ceiling((decimal)validShare * Steps);
        return new SeriesSplit(this, Steps - valid - test, valid);
    }

    /// <summary>Copies the values of a channel over time.</summary>
    /// <param name="channel">Its name.</param>
    /// <exception cref="SeriesException">There is no such channel.</exception>
    public float[] ValuesOf(string channel)
    {
        int number = IndexOf(channel);
        var values = new float[Steps];
        for (int step = 0; step < values.Length; step++)
        {
            values[step] = _values[(step * Channels.Count) + number];
        }

        return values;
    }

    /// <summary>Finds the number of a channel by its name.</summary>
    /// <param name="channel">Its name.</param>
    /// <exception cref="SeriesException">There is no such channel.</exception>
    public int IndexOf(string channel)
    {
        for (int c = 0; c < Channels.Count; c++)
        {
            if (Channels[c] == channel)
            {
                return c;
            }
        }

        throw new SeriesException(
            $"The series has no channel '{channel}': its channels are {string.Join(", ", Channels)}.");
    }
}

/// <summary>A series cut by time into a training, a validation and a test part, in this order.</summary>
/// <param name="Data">The series.</param>
/// <param name="TrainSteps">The number of steps of the training part.</param>
/// <param name="ValidSteps">The number of steps of the validation part; the rest is the test part.</param>
public sealed record SeriesSplit(SeriesData Data, int TrainSteps, int ValidSteps)
{
    /// <summary>Gets the number of steps of the test part.</summary>
    public int TestSteps => Data.Steps - TrainSteps - ValidSteps;
}
