namespace StRnn.Series;

/// <summary>
/// Parallel streams of one standardised series, read in windows: stream b of window w begins at step First + b * Stride
/// + w * T. Steps before the series are zeros, the mean. A column counts if its targets lie in its stream.
/// </summary>
internal sealed class ForecastWindows
{
    private readonly float[] _values;
    private readonly ForecastLayout _layout;
    private readonly int _channels;
    private readonly int _first;
    private readonly int _stride;
    private readonly int _length;
    private readonly int _context;
    private readonly int _end;

    /// <summary>Cuts steps [first, first + count) into streams.</summary>
    /// <param name="values">All standardised values, time-major.</param>
    /// <param name="layout">The channels and horizons.</param>
    /// <param name="first">The first step that may be scored.</param>
    /// <param name="count">The number of steps, of which the last are targets only.</param>
    /// <param name="batch">The number of streams, at most.</param>
    /// <param name="steps">T.</param>
    /// <param name="context">The steps that run before the scored ones.</param>
    /// <param name="keepsRemainder">
    /// True if the last stream may be shorter, so that every step is scored; otherwise a remainder is dropped.
    /// </param>
    /// <param name="name">The name of the part, for messages.</param>
    public ForecastWindows(
        float[] values,
        ForecastLayout layout,
        int first,
        int count,
        int batch,
        int steps,
        int context,
        bool keepsRemainder,
        string name)
    {
        _values = values;
        _layout = layout;
        _channels = layout.Channels.Count;
        int usable = count - layout.Furthest;
        Batch = Math.Min(batch, keepsRemainder ? usable : batch);
        if (usable < Math.Max(1, Batch))
        {
            throw new SeriesException(
                $"The {name} part has {count} steps, too few for {batch} streams and {layout.Furthest} steps ahead: "
                + "lower the batch size or take a longer series.");
        }

        _stride = keepsRemainder ? (usable + Batch - 1) / Batch : usable / Batch;
        _first = first;
        _end = keepsRemainder ? first + usable : first + (_stride * Batch);
        _context = context;
        _length = _stride + context;
        Steps = steps;
        int columns = steps * Batch;
        Inputs = new float[_channels * columns];
        Targets = new float[layout.Outputs * columns];
        Weights = new float[columns];
    }

    public int Batch { get; }

    public int Steps { get; }

    public int WindowCount => (_length + Steps - 1) / Steps;

    /// <summary>Gets the inputs of the window, [C, columns].</summary>
    public float[] Inputs { get; }

    /// <summary>Gets the targets of the window, [outputs, columns].</summary>
    public float[] Targets { get; }

    /// <summary>Gets 1 for a column that counts, else 0.</summary>
    public float[] Weights { get; }

    /// <summary>Gets the number of columns of the window that was read.</summary>
    public int Columns { get; private set; }

    /// <summary>Gets the number of columns that count in the window that was read.</summary>
    public int Count { get; private set; }

    public void Read(int window)
    {
        int offset = window * Steps;
        int steps = Math.Min(Steps, _length - offset);
        Columns = steps * Batch;
        Count = 0;
        for (int s = 0; s < steps; s++)
        {
            for (int b = 0; b < Batch; b++)
            {
                int begin = _first + (b * _stride);
                int step = begin - _context + offset + s;
                bool counts = step >= begin && step < Math.Min(begin + _stride, _end);
                Fill((s * Batch) + b, step, counts);
                Count += counts ? 1 : 0;
            }
        }
    }

    private void Fill(int column, int step, bool counts)
    {
        Weights[column] = counts ? 1 : 0;
        bool exists = step >= 0 && step < _end;
        for (int c = 0; c < _channels; c++)
        {
            Inputs[(c * Columns) + column] = exists ? _values[(step * _channels) + c] : 0;
        }

        for (int output = 0; output < _layout.Outputs; output++)
        {
            int target = step + _layout.HorizonOf(output);
            Targets[(output * Columns) + column] = counts
                ? _values[(target * _channels) + _layout.ChannelOf(output)]
                : 0;
        }
    }
}
