using StRnn.Backends.Reference;
using StRnn.Series.Tests.Support;
using StRnn.Training;

namespace StRnn.Series.Tests;

public sealed class SeriesForecasterTests
{
    private readonly ReferenceBackend<float> _backend = new();
    private readonly SeriesSplit _split = Waves.Data().Split(0.1, 0.1);
    private string _folder = string.Empty;
    private ForecastTask _task = null!;
    private SeriesModel _model = null!;
    private Trainer _trainer = null!;

    [OneTimeSetUp]
    public void Train()
    {
        _folder = Directory.CreateTempSubdirectory("strnn-forecaster-").FullName;
        var options = new ForecastOptions { Horizons = [2, 1] };
        _model = Waves.Model(ForecastLayout.Of(_split, options), hidden: 24);
        _task = new ForecastTask(_backend, _model, _split, options, batch: 4, steps: 10);
        var run = new RunDirectory(_folder);
        _trainer = Trainers.Of(_backend, _task, epochs: 30, run: run);
        _trainer.Initialize();
        _trainer.Run();
        new SeriesFile(_model.Options, _task.Layout).Save(run);
    }

    [OneTimeTearDown]
    public void Free()
    {
        _trainer.Dispose();
        _task.Dispose();
        _backend.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public void Values_one_by_one_give_what_all_at_once_give()
    {
        using var whole = new SeriesForecaster(_backend, _model, _task.Layout);
        using var parts = new SeriesForecaster(_backend, _model, _task.Layout);
        var values = _split.Data.Values[..600];
        var expected = whole.Push(values);
        var actual = new List<float>();
        for (int t = 0; t < 300; t++)
        {
            actual.AddRange(parts.Push(values.Slice(2 * t, 2)));
        }

        Assert.That(actual, Is.EqualTo(expected).Within(1e-4));
        Assert.That(expected, Has.Length.EqualTo(300 * 4));
    }

    [Test]
    public void Series_side_by_side_do_not_touch()
    {
        using var one = new SeriesForecaster(_backend, _model, _task.Layout);
        using var two = new SeriesForecaster(_backend, _model, _task.Layout, batch: 2);
        var values = _split.Data.Values;
        float[] alone = [];
        float[] together = [];
        for (int t = 0; t < 40; t++)
        {
            alone = one.Push(values.Slice(2 * t, 2));
            together = two.Push([.. values.Slice(2 * t, 2), .. values.Slice(2 * (t + 77), 2)]);
        }

        Assert.That(together[..4], Is.EqualTo(alone).Within(1e-4));
        Assert.That(together[4..], Is.Not.EqualTo(alone).Within(1e-2));
    }

    [Test]
    public void It_forecasts_many_steps_and_goes_on_where_it_was()
    {
        using var forecaster = new SeriesForecaster(_backend, _model, _task.Layout);
        var data = _split.Data;
        var next = forecaster.Push(data.Values[..(2 * 360)])[^4..];
        var forecast = forecaster.Forecast(12);
        Assert.That(forecast[..2], Is.EqualTo(next[2..]), "the first step is the forecast one step ahead");
        for (int step = 0; step < 12; step++)
        {
            // The channel has a range of 40.
            Assert.That(forecast[2 * step], Is.EqualTo(data[360 + step][0]).Within(8), $"step {step}");
        }

        using var other = new SeriesForecaster(_backend, _model, _task.Layout);
        other.Push(data.Values[..(2 * 360)]);
        Assert.That(forecaster.Push(data[360]), Is.EqualTo(other.Push(data[360])));
    }

    [Test]
    public void A_fork_goes_its_own_way()
    {
        using var forecaster = new SeriesForecaster(_backend, _model, _task.Layout);
        var data = _split.Data;
        forecaster.Push(data.Values[..(2 * 100)]);
        using var fork = forecaster.Fork();
        Assert.That(fork.Forecast(5), Is.EqualTo(forecaster.Forecast(5)));
        fork.Push(0, 0, 1, 1);
        using var other = new SeriesForecaster(_backend, _model, _task.Layout);
        other.Push(data.Values[..(2 * 100)]);
        float[] expected = other.Push(data[100]);
        Assert.That(forecaster.Push(data[100]), Is.EqualTo(expected), "the fork has left it alone");
        Assert.That(fork.Push(data[100]), Is.Not.EqualTo(expected));
    }

    [Test]
    public void Outputs_and_forecasts_have_names()
    {
        var layout = _task.Layout;
        Assert.That(layout.OutputOf("sine", 2), Is.Zero);
        Assert.That(layout.OutputOf("cube", 2), Is.EqualTo(1));
        Assert.That(layout.OutputOf("sine", 1), Is.EqualTo(2));
        Assert.That(
            () => layout.OutputOf("sine", 3), Throws.TypeOf<SeriesException>().With.Message.Contains("at 2, 1"));
        using var forecaster = new SeriesForecaster(_backend, _model, layout);
        float[] next = forecaster.Push(_split.Data.Values[..200])[^4..];
        var ahead = new SeriesData(layout.Channels, forecaster.Forecast(6));
        Assert.That(ahead.Steps, Is.EqualTo(6));
        Assert.That(ahead.ValuesOf("cube")[0], Is.EqualTo(next[layout.OutputOf("cube", 1)]));
    }

    [Test]
    public void A_folder_with_an_earlier_training_is_not_overwritten()
    {
        var run = new RunDirectory(_folder);
        byte[] before = File.ReadAllBytes(run.LastCheckpointPath);
        using var task = new ForecastTask(
            _backend,
            Waves.Model(_task.Layout, hidden: 24),
            _split,
            new ForecastOptions { Horizons = [2, 1] },
            batch: 4,
            steps: 10);
        using var trainer = Trainers.Of(_backend, task, epochs: 1, run: run);
        var error = Assert.Throws<TrainingException>(() => trainer.Initialize())!;
        Assert.That(error.Cause, Is.EqualTo(TrainingFailure.FolderTaken));
        Assert.Throws<TrainingException>(() => trainer.StartFrom(run.BestCheckpointPath));
        Assert.That(File.ReadAllBytes(run.LastCheckpointPath), Is.EqualTo(before));
    }

    [Test]
    public void A_saved_model_opens_with_its_standardisation()
    {
        var (file, model) = SeriesFile.Open(new RunDirectory(_folder), _backend);
        try
        {
            Assert.That(file.Forecast!.Scaling.Mean, Is.EqualTo(_task.Layout.Scaling.Mean));
            using var opened = new SeriesForecaster(_backend, model, file.Forecast);
            using var trained = new SeriesForecaster(_backend, _model, _task.Layout);
            var values = _split.Data.Values[..100];
            Assert.That(opened.Push(values), Is.EqualTo(trained.Push(values)));
        }
        finally
        {
            foreach (var parameter in model.Parameters)
            {
                parameter.Dispose();
            }
        }
    }

    /// <summary>A file that was edited, or that another version wrote, says what is wrong with it.</summary>
    [TestCase("\"hidden\": 24", "\"hidden\": 0")]
    [TestCase("\"cell\": \"lstm\"", "\"cell\": \"none\"")]
    [TestCase("\"outputs\": 4", "\"outputs\": 5")]
    [TestCase("\"targets\"", "\"other\"")]
    [TestCase("\"horizons\"", "\"other\"")]
    [TestCase("\"scaling\"", "\"other\"")]
    [TestCase("\"scale\": [", "\"scale\": [ 0,")]
    [TestCase("\"forecast\"", "\"sequences\"")]
    [TestCase("{", "")]
    public void A_file_that_makes_no_sense_is_refused_in_one_line(string part, string by)
    {
        var run = new RunDirectory(Path.Combine(_folder, "damaged"));
        run.Create();
        string text = File.ReadAllText(Path.Combine(_folder, SeriesFile.Name));
        int at = text.IndexOf(part, StringComparison.Ordinal);
        Assert.That(at, Is.Not.Negative, text);
        File.WriteAllText(run.File(SeriesFile.Name), text[..at] + by + text[(at + part.Length)..]);
        Assert.That(
            () => SeriesFile.Load(run),
            Throws.TypeOf<SeriesException>().With.Message.Contains("series.json")
                .And.Message.Contains("rain the model again").And.Message.Not.Contains("\n"));
    }

    [Test]
    public void Wrong_use_is_refused()
    {
        using var forecaster = new SeriesForecaster(_backend, _model, _task.Layout);
        Assert.That(() => forecaster.Forecast(3), Throws.InvalidOperationException.With.Message.Contains("Push"));
        Assert.That(() => forecaster.Push(1), Throws.ArgumentException.With.Message.Contains("whole number"));
        Assert.That(() => forecaster.Push(1, float.NaN), Throws.ArgumentException.With.Message.Contains("NaN"));
        Assert.That(
            () => SeriesFile.Load(new RunDirectory(Path.Combine(_folder, "none"))),
            Throws.TypeOf<SeriesException>().With.Message.Contains("holds no model of series"));
        var ahead = _task.Layout with { Horizons = [3, 2] };
        using var blind = new SeriesForecaster(_backend, _model, ahead);
        blind.Push(1, 2);
        Assert.That(() => blind.Forecast(3), Throws.InvalidOperationException.With.Message.Contains("horizon 1"));
    }
}
