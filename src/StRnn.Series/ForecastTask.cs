using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.Layers;
using StRnn.Tensors;
using StRnn.Training;

namespace StRnn.Series;

/// <summary>
/// The task of forecasting a series by truncated back-propagation through time: B parallel streams of the training
/// part, in windows of T steps, whose state is carried from window to window and is zero at the start of an epoch. An
/// evaluation scores every step of a part, after a context that warms up the state.
/// </summary>
public sealed class ForecastTask : ITrainingTask
{
    private readonly IBackend _backend;
    private readonly SeriesModel _model;
    private readonly SeriesSplit _split;
    private readonly ForecastOptions _options;
    private readonly ForecastWindows _train;
    private readonly RecurrentState _state;
    private readonly float[] _values;
    private readonly int _batch;
    private readonly int _steps;

    /// <summary>Initializes a new instance of the <see cref="ForecastTask"/> class.</summary>
    /// <param name="backend">The backend that runs the model.</param>
    /// <param name="model">The model, of as many inputs and outputs as the layout of the forecast.</param>
    /// <param name="split">The series and its split.</param>
    /// <param name="options">Channels, horizons, loss.</param>
    /// <param name="batch">The number of parallel streams B.</param>
    /// <param name="steps">The time steps of a window, T.</param>
    /// <exception cref="ArgumentException">The model has another number of inputs or outputs.</exception>
    /// <exception cref="SeriesException">A part of the series is too short, or an option does not fit it.</exception>
    public ForecastTask(
        IBackend backend, SeriesModel model, SeriesSplit split, ForecastOptions options, int batch, int steps)
    {
        _backend = backend ?? throw new ArgumentNullException(nameof(backend));
        _model = model ?? throw new ArgumentNullException(nameof(model));
        _split = split ?? throw new ArgumentNullException(nameof(split));
        _options = options ?? throw new ArgumentNullException(nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Context, nameof(options));
        Layout = ForecastLayout.Of(split, options);
        SeriesForecaster.CheckShape(model, Layout);
        _batch = batch;
        _steps = steps;
        _values = new float[split.Data.Values.Length];
        for (int k = 0; k < _values.Length; k++)
        {
            _values[k] = Layout.Scaling.Apply(split.Data.Values[k], k % Layout.Channels.Count);
        }

        _train = new ForecastWindows(
            _values,
            Layout,
            0,
            split.TrainSteps,
            batch,
            steps,
            context: 0,
            keepsRemainder: false,
            SplitNames.Train);

        // A part that is too short is found here, not after the first epoch.
        _ = Windows(SplitNames.Valid);
        _state = model.NewState(backend, batch);
    }

    /// <summary>Gets the channels, horizons and standardisation, which are stored with the model.</summary>
    public ForecastLayout Layout { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Parameter> Parameters => _model.Parameters;

    /// <inheritdoc/>
    public IReadOnlyList<UnitStructure> UnitStructures => _model.UnitStructures;

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, Tensor>> CarriedState => _state.Tensors;

    /// <inheritdoc/>
    public int StepsPerEpoch => _train.WindowCount;

    /// <inheritdoc/>
    public string ValidationSplit => SplitNames.Valid;

    /// <inheritdoc/>
    public IReadOnlyList<string> FinalSplits => _split.TestSteps > Layout.Furthest ? [SplitNames.Test] : [];

    /// <inheritdoc/>
    public IReadOnlyList<string> LastEpochSplits => [];

    /// <inheritdoc/>
    public void BeginEpoch() => _state.Reset();

    /// <inheritdoc/>
    public StepSize Forward(Tape tape, int epoch, int stepInEpoch, VectorView lossSum)
    {
        ArgumentNullException.ThrowIfNull(tape);
        var outputs = Outputs(tape, _train, stepInEpoch, _state);
        var targets = tape.Numbers(_train.Targets.AsSpan(0, Layout.Outputs * _train.Columns));
        RegressionLossOperation.Apply(
            tape,
            _options.Loss,
            outputs,
            targets.AsMatrix(Layout.Outputs, _train.Columns),
            weights: null,
            _train.Count,
            lossSum);
        return new StepSize(_train.Count, _train.Columns);
    }

    /// <summary>
    /// Evaluates <c>train</c>, <c>valid</c> or <c>test</c>: the mean loss of standardised values, and root mean square
    /// and mean absolute error in the data's own unit, over all steps whose targets lie in the part.
    /// </summary>
    /// <param name="tape">The tape to run on.</param>
    /// <param name="split">The name of the split.</param>
    /// <returns>The errors.</returns>
    /// <exception cref="ArgumentException">There is no such split.</exception>
    /// <exception cref="SeriesException">The part is too short.</exception>
    public Evaluation Evaluate(Tape tape, string split) => Evaluate(tape, split, CancellationToken.None);

    /// <inheritdoc/>
    public Evaluation Evaluate(Tape tape, string split, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(tape);
        var meter = new ErrorMeter(_options.Loss);
        Score(tape, split, Add, cancellation);
        return meter.Result(split);

        void Add(ForecastWindows windows, float[] predicted, int column) => meter.Add(
            Layout.Outputs,
            k => ErrorOf(windows, predicted, k, column),
            k => Layout.Scaling.Scale[Layout.ChannelOf(k)]);
    }

    /// <summary>
    /// Computes the errors of each output, channel by channel and horizon by horizon, beside those of persistence: the
    /// forecast that the last value stays.
    /// </summary>
    /// <param name="split"><c>train</c>, <c>valid</c> or <c>test</c>.</param>
    /// <returns>The errors in the data's own unit, in the order of the outputs.</returns>
    /// <exception cref="ArgumentException">There is no such split.</exception>
    /// <exception cref="SeriesException">The part is too short.</exception>
    public IReadOnlyList<ForecastError> ErrorsOf(string split)
    {
        var sums = new (double Squares, double Sizes, double Persistent)[Layout.Outputs];
        long count = 0;
        using var tape = new Tape(_backend);
        Score(tape, split, Add, CancellationToken.None);
        return
        [
            .. sums.Select((sum, k) => new ForecastError(
                Layout.Channels[Layout.ChannelOf(k)],
                Layout.HorizonOf(k),
                Math.Sqrt(sum.Squares / count),
                sum.Sizes / count,
                Math.Sqrt(sum.Persistent / count))),
        ];

        void Add(ForecastWindows windows, float[] predicted, int column)
        {
            count++;
            for (int k = 0; k < sums.Length; k++)
            {
                int channel = Layout.ChannelOf(k);
                double scale = Layout.Scaling.Scale[channel];
                double error = ErrorOf(windows, predicted, k, column) * scale;
                double persistent = scale * (windows.Inputs[(channel * windows.Columns) + column]
                    - (double)windows.Targets[(k * windows.Columns) + column]);
                sums[k].Squares += error * error;
                sums[k].Sizes += Math.Abs(error);
                sums[k].Persistent += persistent * persistent;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _state.Dispose();

    private static double ErrorOf(ForecastWindows windows, float[] predicted, int output, int column)
        => predicted[(output * windows.Columns) + column]
            - (double)windows.Targets[(output * windows.Columns) + column];

    /// <summary>Predicts a part, and hands out each column that counts.</summary>
    private void Score(
        Tape tape, string split, Action<ForecastWindows, float[], int> score, CancellationToken cancellation)
    {
        var windows = Windows(split);
        using var state = _model.NewState(_backend, windows.Batch);
        float[] predicted = new float[windows.Targets.Length];
        for (int window = 0; window < windows.WindowCount; window++)
        {
            cancellation.ThrowIfCancellationRequested();
            tape.Begin(StepContext.Evaluation);
            var outputs = Outputs(tape, windows, window, state).Value;
            _backend.Read(outputs.AsVector(), predicted.AsSpan(0, Layout.Outputs * windows.Columns));
            for (int column = 0; column < windows.Columns; column++)
            {
                if (windows.Weights[column] > 0)
                {
                    score(windows, predicted, column);
                }
            }
        }
    }

    private ForecastWindows Windows(string split)
    {
        var (first, count) = split switch
        {
            SplitNames.Train => (0, _split.TrainSteps),
            SplitNames.Valid => (_split.TrainSteps, _split.ValidSteps),
            SplitNames.Test => (_split.TrainSteps + _split.ValidSteps, _split.TestSteps),
            _ => throw new ArgumentException($"There is no split '{split}': use train, valid or test."),
        };
        return new ForecastWindows(
            _values, Layout, first, count, _batch, _steps, _options.Context, keepsRemainder: true, split);
    }

    private Variable Outputs(Tape tape, ForecastWindows windows, int window, RecurrentState state)
    {
        windows.Read(window);
        int channels = Layout.Channels.Count;
        var inputs = tape.Numbers(windows.Inputs.AsSpan(0, channels * windows.Columns));
        return _model.Forward(tape, Tape.Input(inputs.AsMatrix(channels, windows.Columns)), state);
    }
}
