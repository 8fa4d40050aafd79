// Forecasts a simulated chaotic series with a sparse LSTM, on steps that it has not seen, and compares it with two
// naive forecasts: the last value again (persistence), and a linear autoregression fitted to the same training part.
using Microsoft.Extensions.DependencyInjection;
using StRnn.Backends;
using StRnn.Optimizers;
using StRnn.Series;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Topology;
using StRnn.Training;

const int Order = 12;
const int Ahead = 15;

var services = new ServiceCollection();
services.AddStRnn(options => options.Threads = 1).AddCpu();
using var provider = services.BuildServiceProvider();
var backend = provider.GetRequiredService<IBackend>();

float[] series = MackeyGlass.Simulate(samples: 3000);
var split = SeriesData.FromArrays(("x", series)).Split(validShare: 0.1, testShare: 0.1);
var forecast = new ForecastOptions { Horizons = [1] };
var model = new SeriesModel(new SeriesModelOptions { Inputs = 1, Outputs = 1, Hidden = 48 });
var run = new RunDirectory(Path.Combine(Path.GetTempPath(), $"strnn-sample-{Guid.NewGuid():N}"));
run.Create();
try
{
    var task = new ForecastTask(backend, model, split, forecast, batch: 20, steps: 30);
    using var trainer = new Trainer(
        backend,
        task,
        SparseTrainingMethod.SparseTopology(new UniformInitializer(density: 0.3), initialPruningRate: 0.3),
        new Adam(backend, clipNorm: 1),
        new DecayAfterEpoch(initialRate: 0.01, constantEpochs: 150, factor: 0.98),
        new TrainingOptions { Epochs = 300 },
        run);
    trainer.Initialize();
    trainer.Run();
    new SeriesFile(model.Options, task.Layout).Save(run);

    // What an application does: open the model with its standardisation, read the past, forecast.
    var (file, opened) = SeriesFile.Open(run, backend);
    using var forecaster = new SeriesForecaster(backend, opened, file.Forecast!);
    int first = split.TrainSteps + split.ValidSteps;
    var linear = new Autoregression(series.AsSpan(0, split.TrainSteps), Order);
    float[] free = [];
    var errors = new List<(double Network, double Linear, double Persistence)>();
    forecaster.Push(series.AsSpan(0, first - 1));
    for (int t = first; t < series.Length; t++)
    {
        float next = forecaster.Push(series[t - 1])[0];
        free = t == first ? forecaster.Forecast(Ahead) : free;
        errors.Add((next - series[t], linear.Predict(series, t) - series[t], series[t - 1] - series[t]));
    }

    double network = Rmse(errors.Select(error => error.Network));
    double autoregression = Rmse(errors.Select(error => error.Linear));
    double persistence = Rmse(errors.Select(error => error.Persistence));

    // Many steps ahead, each fed back as an input; the linear model does the same.
    float[] fed = [.. series.AsSpan(0, first)];
    for (int step = 0; step < Ahead; step++)
    {
        fed = [.. fed, (float)linear.Predict(fed, fed.Length)];
    }

    double far = Rmse(free.Select((value, step) => (double)value - series[first + step]));
    double farLinear = Rmse(fed[first..].Select((value, step) => (double)value - series[first + step]));
    Console.WriteLine(
        $"TimeSeries: rmse one step ahead {network:F4}, autoregression {autoregression:F4}, persistence "
        + $"{persistence:F4}; {Ahead} steps ahead {far:F4}, autoregression {farLinear:F4}");
    return network < autoregression / 2 && network < persistence / 5 && far < farLinear / 2 ? 0 : 1;
}
finally
{
    Directory.Delete(run.Path, recursive: true);
}

static double Rmse(IEnumerable<double> errors) => Math.Sqrt(errors.Average(error => error * error));
