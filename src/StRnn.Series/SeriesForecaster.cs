using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Layers;
using StRnn.Tensors;

namespace StRnn.Series;

/// <summary>
/// A stateful forecast of B series side by side, in the data's own unit: values go in as they come, and forecasts come
/// out. Used by one thread at a time.
/// </summary>
public sealed class SeriesForecaster : IDisposable
{
    private const int MostStepsAtOnce = 256;

    private readonly IBackend _backend;
    private readonly SeriesModel _model;
    private readonly Tape _tape;
    private readonly RecurrentState _state;
    private float[]? _last;

    /// <summary>Initializes a new instance of the <see cref="SeriesForecaster"/> class with a zero state.</summary>
    /// <param name="backend">The backend that holds the model.</param>
    /// <param name="model">A model with weights; it stays the caller's.</param>
    /// <param name="layout">The layout that the model was trained by.</param>
    /// <param name="batch">The number of series B.</param>
    /// <exception cref="ArgumentException">The model has another number of inputs or outputs.</exception>
    public SeriesForecaster(IBackend backend, SeriesModel model, ForecastLayout layout, int batch = 1)
    {
        _backend = backend ?? throw new ArgumentNullException(nameof(backend));
        _model = model ?? throw new ArgumentNullException(nameof(model));
        Layout = layout ?? throw new ArgumentNullException(nameof(layout));
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        CheckShape(model, layout);
        Batch = batch;
        _tape = new Tape(backend);
        _state = model.NewState(backend, batch);
    }

    /// <summary>Gets the channels, horizons and standardisation.</summary>
    public ForecastLayout Layout { get; }

    /// <summary>Gets the number of series B.</summary>
    public int Batch { get; }

    /// <summary>Begins anew with a zero state.</summary>
    public void Reset()
    {
        _state.Reset();
        _last = null;
    }

    /// <summary>
    /// Returns a forecaster that has read the same values and goes its own way from here; the caller disposes it.
    /// </summary>
    public SeriesForecaster Fork()
    {
        var fork = new SeriesForecaster(_backend, _model, Layout, Batch) { _last = _last };
        Copy(_state, fork._state);
        return fork;
    }

    /// <summary>Reads one or more time steps of all series, and advances the state.</summary>
    /// <param name="values">Per time step, and in it per series: the value of each channel.</param>
    /// <returns>
    /// Per time step, and in it per series: the <see cref="ForecastLayout.Outputs"/> forecasts made after it.
    /// </returns>
    /// <exception cref="ArgumentException">The values are no whole number of steps, or one is not finite.</exception>
    public float[] Push(params ReadOnlySpan<float> values)
    {
        int width = Batch * Layout.Channels.Count;
        if (values.IsEmpty || values.Length % width != 0)
        {
            throw new ArgumentException(
                $"{values.Length} values are no whole number of time steps of {Batch} series with "
                + $"{Layout.Channels.Count} channels.",
                nameof(values));
        }

        for (int k = 0; k < values.Length; k++)
        {
            if (!float.IsFinite(values[k]))
            {
                throw new ArgumentException($"Value {k} is {values[k]}; a forecast needs finite values.");
            }
        }

        var results = new float[values.Length / width * Batch * Layout.Outputs];
        for (int first = 0; first < values.Length / width; first += MostStepsAtOnce)
        {
            int steps = Math.Min(MostStepsAtOnce, (values.Length / width) - first);
            Advance(
                values.Slice(first * width, steps * width),
                results.AsSpan(first * Batch * Layout.Outputs, steps * Batch * Layout.Outputs));
        }

        _last = results[^(Batch * Layout.Outputs)..];
        return results;
    }

    /// <summary>
    /// Forecasts many steps by feeding the next step's forecast back as an input. The state stays where it is, so that
    /// the next call of <see cref="Push"/> goes on from the values read.
    /// </summary>
    /// <param name="steps">The number of steps.</param>
    /// <returns>Per time step, and in it per series: the forecast of each channel.</returns>
    /// <exception cref="InvalidOperationException">
    /// Nothing was read yet, or the model does not predict all channels one step ahead.
    /// </exception>
    public float[] Forecast(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        int channels = Layout.Channels.Count;
        int next = Layout.Horizons.ToList().IndexOf(1);
        if (next < 0 || !Layout.Targets.SequenceEqual(Enumerable.Range(0, channels)))
        {
            throw new InvalidOperationException(
                "A model that does not predict all channels one step ahead cannot be fed its own forecasts: train it "
                + "with the horizon 1 and all targets, or push values.");
        }

        float[] outputs = _last ?? throw new InvalidOperationException("Push at least one time step first.");
        using var kept = _model.NewState(_backend, Batch);
        Copy(_state, kept);
        try
        {
            return FeedBack(outputs, steps, next);
        }
        finally
        {
            Copy(kept, _state);
        }
    }

    /// <summary>Frees the state.</summary>
    public void Dispose()
    {
        _state.Dispose();
        _tape.Dispose();
    }

    /// <summary>Forecasts step by step, each from the one before, and leaves the state behind the last.</summary>
    private float[] FeedBack(float[] outputs, int steps, int next)
    {
        int channels = Layout.Channels.Count;
        var results = new float[steps * Batch * channels];
        for (int step = 0; step < steps; step++)
        {
            var values = results.AsSpan(step * Batch * channels, Batch * channels);
            for (int b = 0; b < Batch; b++)
            {
                outputs.AsSpan((b * Layout.Outputs) + (next * channels), channels)
                    .CopyTo(values.Slice(b * channels, channels));
            }

            if (step + 1 < steps)
            {
                var after = new float[outputs.Length];
                Advance(values, after);
                outputs = after;
            }
        }

        return results;
    }

    /// <summary>Checks that a model has as many inputs and outputs as a layout.</summary>
    internal static void CheckShape(SeriesModel model, ForecastLayout layout)
    {
        if (model.Options.Inputs != layout.Channels.Count || model.Options.Outputs != layout.Outputs)
        {
            throw new ArgumentException(
                $"The model has {model.Options.Inputs} inputs and {model.Options.Outputs} outputs; "
                + $"{layout.Channels.Count} channels, and {layout.Targets.Count} of them {layout.Horizons.Count} steps "
                + $"ahead, need {layout.Channels.Count} and {layout.Outputs}.");
        }

        if (model.Options.IsBidirectional || model.Options.IsPerSequence)
        {
            throw new ArgumentException(
                "A forecast reads the past and has an output at each step: use a model of one direction with an output "
                + "per step.");
        }
    }

    private static void Copy(RecurrentState source, RecurrentState target)
    {
        for (int i = 0; i < source.Tensors.Count; i++)
        {
            Tensor from = source.Tensors[i].Value;
            from.Backend.Dense.Copy(from.View, target.Tensors[i].Value.View);
        }
    }

    private void Advance(ReadOnlySpan<float> values, Span<float> results)
    {
        int channels = Layout.Channels.Count;
        int columns = values.Length / channels;
        var inputs = new float[values.Length];
        for (int column = 0; column < columns; column++)
        {
            for (int c = 0; c < channels; c++)
            {
                inputs[(c * columns) + column] = Layout.Scaling.Apply(values[(column * channels) + c], c);
            }
        }

        _tape.Begin(StepContext.Evaluation);
        var x = Tape.Input(_tape.Numbers(inputs).AsMatrix(channels, columns));
        var y = _model.Forward(_tape, x, _state).Value;
        var outputs = new float[results.Length];
        _backend.Read(y.AsVector(), outputs.AsSpan());
        for (int column = 0; column < columns; column++)
        {
            for (int k = 0; k < Layout.Outputs; k++)
            {
                results[(column * Layout.Outputs) + k]
                    = Layout.Scaling.Invert(outputs[(k * columns) + column], Layout.ChannelOf(k));
            }
        }
    }
}
