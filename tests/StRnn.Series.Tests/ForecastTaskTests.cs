using System.Text.Json;
using StRnn.Autograd;
using StRnn.Backends.Reference;
using StRnn.Cpu;
using StRnn.Series.Tests.Support;
using StRnn.Sparsity.Topology;
using StRnn.Tensors;
using StRnn.Tests.Support;
using StRnn.Training;
using StRnn.Training.Metrics;

namespace StRnn.Series.Tests;

public sealed class ForecastTaskTests
{
    private string _folder = string.Empty;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("strnn-forecast-").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    /// <summary>Evaluated by hand: every step of the part once, whatever the number of streams.</summary>
    [TestCase(1, 8)]
    [TestCase(7, 5)]
    [TestCase(64, 3)]
    public void An_evaluation_scores_every_step_with_its_errors_in_the_datas_unit(int batch, int steps)
    {
        using var backend = new ReferenceBackend<float>();
        var split = Waves.Data().Split(0.1, 0.1);
        var options = new ForecastOptions { Horizons = [1, 3], Targets = ["cube"], Context = 20 };
        var layout = ForecastLayout.Of(split, options);
        var model = Waves.Model(layout);
        using var task = new ForecastTask(backend, model, split, options, batch, steps);
        using var trainer = Trainers.Of(backend, task, 1);
        trainer.Initialize();
        foreach (string part in new[] { "valid", "test" })
        {
            using var tape = new Tape(backend);
            var evaluation = task.Evaluate(tape, part);
            int first = part == "valid" ? 320 : 360;
            int scored = 40 - 3;
            using var forecaster = new SeriesForecaster(backend, model, layout);
            double squares = 0;
            double sizes = 0;
            for (int t = first; t < first + scored; t++)
            {
                // The state of a stream begins a context before its first scored step.
                int stride = (scored + Math.Min(batch, scored) - 1) / Math.Min(batch, scored);
                int begin = first + ((t - first) / stride * stride);
                forecaster.Reset();
                var outputs = forecaster.Push(
                    split.Data.Values[((begin - 20) * 2)..((t + 1) * 2)])[^2..];
                double[] errors = [outputs[0] - split.Data[t + 1][1], outputs[1] - split.Data[t + 3][1]];
                squares += errors.Sum(error => error * error);
                sizes += errors.Sum(Math.Abs);
            }

            Assert.That(evaluation.TargetCount, Is.EqualTo(scored));
            Assert.That(evaluation.Rmse, Is.EqualTo(Math.Sqrt(squares / (2 * scored))).Within(1e-5));
            Assert.That(evaluation.Mae, Is.EqualTo(sizes / (2 * scored)).Within(1e-5));
            double scale = layout.Scaling.Scale[1];
            Assert.That(evaluation.Loss, Is.EqualTo(squares / (2 * scored) / (scale * scale)).Within(1e-5));
            Assert.That(evaluation.Perplexity, Is.NaN);
        }
    }

    /// <summary>The whole evaluation is their mean; persistence is computed by hand.</summary>
    [Test]
    public void Errors_are_told_by_channel_and_horizon_beside_those_of_persistence()
    {
        using var backend = new ReferenceBackend<float>();
        var split = Waves.Data().Split(0.1, 0.1);
        var options = new ForecastOptions { Horizons = [1, 3] };
        var layout = ForecastLayout.Of(split, options);
        using var task = new ForecastTask(backend, Waves.Model(layout), split, options, batch: 7, steps: 5);
        using var trainer = Trainers.Of(backend, task, 1);
        trainer.Initialize();
        using var tape = new Tape(backend);
        var whole = task.Evaluate(tape, "test");
        var errors = task.ErrorsOf("test");
        Assert.That(
            errors.Select(error => (error.Channel, error.Horizon)),
            Is.EqualTo(new[] { ("sine", 1), ("cube", 1), ("sine", 3), ("cube", 3) }));
        Assert.That(
            Math.Sqrt(errors.Average(error => error.Rmse * error.Rmse)), Is.EqualTo(whole.Rmse).Within(1e-6));
        Assert.That(errors.Average(error => error.Mae), Is.EqualTo(whole.Mae).Within(1e-6));
        foreach (var error in errors)
        {
            float[] values = split.Data.ValuesOf(error.Channel);
            double squares = Enumerable.Range(360, 40 - 3)
                .Sum(t => Math.Pow(values[t + error.Horizon] - (double)values[t], 2));
            Assert.That(error.PersistenceRmse, Is.EqualTo(Math.Sqrt(squares / 37)).Within(1e-4), error.ToString());
        }

        Assert.That(errors[0].ToString(), Does.StartWith("sine in 1 steps: RMSE "));
        Assert.That(whole.ToString(), Does.StartWith("test: loss ").And.Contain("RMSE").And.Not.Contain("Evaluation"));
    }

    /// <summary>Training loss of the device equals the evaluation's, summed on the host.</summary>
    [TestCase(null)]
    [TestCase(0.5f)]
    public void A_steps_loss_is_that_of_plain_loops(float? delta)
    {
        using var backend = new ReferenceBackend<float>();
        var split = Waves.Data().Split(0.1, 0.1);
        var loss = delta is { } huber ? RegressionLoss.Huber(huber) : RegressionLoss.SquaredError;
        var options = new ForecastOptions { Loss = loss, Context = 0 };
        var layout = ForecastLayout.Of(split, options);
        var model = Waves.Model(layout);
        using var task = new ForecastTask(backend, model, split, options, batch: 1, steps: 50);
        using var trainer = Trainers.Of(backend, task, 1);
        trainer.Initialize();
        using var lossSum = new Tensor(backend, 1, 1);
        using var tape = new Tape(backend);
        long targets = 0;
        task.BeginEpoch();
        for (int step = 0; step < task.StepsPerEpoch; step++)
        {
            tape.Begin(StepContext.Evaluation);
            targets += task.Forward(tape, 0, step, lossSum.Values).Targets;
        }

        var evaluation = task.Evaluate(tape, "train");
        Assert.That(targets, Is.EqualTo(evaluation.TargetCount));
        Assert.That(lossSum.ToArray()[0] / targets, Is.EqualTo(evaluation.Loss).Within(1e-4 * evaluation.Loss));
        Assert.That(
            () => task.Evaluate(tape, "train", new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());
    }

    public static IEnumerable<string> Methods => MethodCatalogue.Names;

    [TestCaseSource(nameof(Methods))]
    public void Every_method_trains_it(string name)
    {
        using var backend = new CpuBackendProvider().Create(new StRnn.Backends.Selection.StRnnOptions());
        var events = new List<MetricsEvent>();
        using var trainer = NewTrainer(backend, MethodCatalogue.Get(name), epochs: 12, observer: events.Add);
        trainer.Initialize();
        trainer.Run();
        var valid = events.OfType<EvaluationMetrics>().Where(each => each.Weights is null).ToList();
        Assert.That(valid[^1].Rmse, Is.LessThan(0.6 * valid[0].Rmse!.Value));
        Assert.That(events.Select(each => JsonSerializer.Serialize(each, each.GetType())), Has.None.Contains("NaN"));
    }

    [Test]
    public void Metrics_have_errors_and_no_perplexity()
    {
        using var backend = new ReferenceBackend<float>();
        var run = new RunDirectory(Path.Combine(_folder, "run"));
        run.Create();
        using var trainer = NewTrainer(backend, null, epochs: 2, run);
        trainer.Initialize();
        trainer.Run();
        string[] lines = File.ReadAllLines(run.MetricsPath);
        Assert.That(lines, Has.None.Contains("perplexity"));
        Assert.That(lines.Where(line => line.Contains("\"eval\"", StringComparison.Ordinal)), Is.Not.Empty
            .And.All.Contains("\"rmse\":").And.All.Contains("\"mae\":"));
    }

    [TestCase(1)]
    [TestCase(9)]
    [TestCase(13)]
    public void Resume_equals_an_uninterrupted_run(int stopAfter)
    {
        using var backend = new ReferenceBackend<float>();
        var whole = new RunDirectory(Path.Combine(_folder, "whole"));
        var parts = new RunDirectory(Path.Combine(_folder, "parts"));
        whole.Create();
        parts.Create();
        using (var trainer = NewTrainer(backend, null, epochs: 2, whole))
        {
            trainer.Initialize();
            trainer.Run();
        }

        using (var trainer = NewTrainer(backend, null, epochs: 2, parts, maxSteps: stopAfter))
        {
            trainer.Initialize();
            Assert.That(trainer.Run(), Is.EqualTo(TrainingOutcome.StepLimit));
        }

        using (var trainer = NewTrainer(backend, null, epochs: 2, parts))
        {
            trainer.Resume();
            Assert.That(trainer.Run(), Is.EqualTo(TrainingOutcome.Completed));
        }

        Assert.That(
            File.ReadAllBytes(parts.LastCheckpointPath), Is.EqualTo(File.ReadAllBytes(whole.LastCheckpointPath)));
    }

    [Test]
    public void A_series_too_short_or_a_model_of_another_shape_is_refused_before_training()
    {
        using var backend = new ReferenceBackend<float>();
        var split = Waves.Data(60).Split(0.1, 0.1);
        var options = new ForecastOptions { Horizons = [12] };
        var model = Waves.Model(ForecastLayout.Of(split, options));
        Assert.That(
            () => new ForecastTask(backend, model, split, options, 4, 8),
            Throws.TypeOf<SeriesException>().With.Message.Contains("valid part has 6 steps"));
        Assert.That(
            () => new ForecastTask(
                backend, model, Waves.Data().Split(), new ForecastOptions { Horizons = [1, 2] }, 4, 8),
            Throws.ArgumentException.With.Message.Contains("2 outputs; 2 channels"));
        Assert.That(
            () => ForecastLayout.Of(split, new ForecastOptions { Horizons = [0] }), Throws.TypeOf<SeriesException>());
        Assert.That(
            () => ForecastLayout.Of(SeriesData.FromArrays(("x", [1, 2, 3, 4])).Split(0.25, 0), new ForecastOptions
            {
                Horizons = [5],
            }),
            Throws.TypeOf<SeriesException>().With.Message.Contains("has 3 steps, and nothing in it lies 5 steps ahead"));
        Assert.That(
            () => ForecastLayout.Of(split, new ForecastOptions { Targets = ["other"] }),
            Throws.TypeOf<SeriesException>().With.Message.Contains("no channel 'other'"));
    }

    private static Trainer NewTrainer(
        StRnn.Backends.IBackend backend,
        SparseTrainingMethod? method,
        int epochs,
        RunDirectory? run = null,
        Action<MetricsEvent>? observer = null,
        long maxSteps = 0)
    {
        var split = Waves.Data().Split(0.1, 0.1);
        var options = new ForecastOptions();
        var model = Waves.Model(ForecastLayout.Of(split, options), layers: 2);
        var task = new ForecastTask(backend, model, split, options, batch: 4, steps: 10);
        return Trainers.Of(backend, task, epochs, method, run, observer, maxSteps);
    }
}
