using StRnn.Autograd;
using StRnn.Backends.Reference;
using StRnn.Series.Tests.Support;
using StRnn.Training;
using StRnn.Training.Metrics;

namespace StRnn.Series.Tests;

public sealed class SequenceTaskTests
{
    private readonly ReferenceBackend<float> _backend = new();

    [OneTimeTearDown]
    public void Free() => _backend.Dispose();

    [Test]
    public void A_sequence_gets_a_class([Values("lstm", "gru", "mingru")] string cell, [Values] bool both)
    {
        // Is the sum of the steps positive? Lengths differ.
        SequenceSet Set(int seed, int count) => SequenceSet.WithClass(1, 2, Inputs(seed, count).Select(
            inputs => (inputs, inputs.Sum() > 0 ? 1 : 0)));
        var (events, predictor, trainer) = Train(Set(1, 200), Set(2, 60), perSequence: true, cell: cell, both: both);
        using (trainer)
        {
            var last = events.OfType<EvaluationMetrics>().Last();
            Assert.That(last.Accuracy, Is.GreaterThan(0.85));
            Assert.That(last.Rmse, Is.Null);
            Assert.That(last.Perplexity, Is.Not.Null, "a likelihood, as of other classifiers");
            var probabilities = predictor.Predict([0.9f, 0.9f, 0.9f], [-0.9f, -0.9f]);
            Assert.That(probabilities.Select(each => each.Sum()), Is.All.EqualTo(1).Within(1e-5));
            Assert.That(probabilities[0][1], Is.GreaterThan(0.5));
            Assert.That(probabilities[1][0], Is.GreaterThan(0.5));
        }
    }

    [Test]
    public void Each_step_gets_a_class()
    {
        // Was the step before it positive? The first step has no target.
        SequenceSet Set(int seed, int count) => SequenceSet.WithTags(1, 2, Inputs(seed, count).Select(
            inputs => (inputs, inputs.Select((_, t) => t == 0 ? -1 : inputs[t - 1] > 0 ? 1 : 0).ToArray())));
        var valid = Set(2, 60);
        var (events, predictor, trainer) = Train(Set(1, 200), valid, perSequence: false);
        using (trainer)
        {
            Assert.That(events.OfType<EvaluationMetrics>().Last().Accuracy, Is.GreaterThan(0.95));
            using var tape = new Tape(_backend);
            long steps = Enumerable.Range(0, valid.Count).Sum(i => valid.StepsOf(i) - 1);
            Assert.That(_task!.Evaluate(tape, "valid").TargetCount, Is.EqualTo(steps), "padding is no target");
            Assert.That(
                () => _task.Evaluate(tape, "valid", new CancellationToken(canceled: true)),
                Throws.InstanceOf<OperationCanceledException>());
            var probabilities = predictor.Predict(new[] { 0.5f, -0.5f, 0.5f })[0];
            Assert.That(probabilities, Has.Length.EqualTo(6));
            Assert.That(probabilities[3], Is.GreaterThan(0.5), "step 1 follows a positive one");
            Assert.That(probabilities[4], Is.GreaterThan(0.5), "step 2 follows a negative one");
        }
    }

    [Test]
    public void A_sequence_gets_values([Values(null, 1f)] float? delta)
    {
        // Mean and last step, far from mean 0 and scale 1.
        SequenceSet Set(int seed, int count) => SequenceSet.WithValues(1, 2, Inputs(seed, count).Select(
            inputs => (inputs, new[] { 100 + (10 * inputs.Average()), -5 * inputs[^1] })));
        var (events, predictor, trainer) = Train(
            Set(1, 200),
            Set(2, 60),
            perSequence: true,
            delta is { } huber ? RegressionLoss.Huber(huber) : RegressionLoss.SquaredError);
        using (trainer)
        {
            var evaluations = events.OfType<EvaluationMetrics>().ToList();
            Assert.That(evaluations[^1].Rmse, Is.LessThan(1));
            Assert.That(evaluations[^1].Mae, Is.LessThan(evaluations[^1].Rmse!.Value));
            Assert.That(evaluations[^1].Perplexity, Is.Null);
            var values = predictor.Predict(new[] { 0.5f, 0.5f, 0.5f })[0];
            Assert.That(values[0], Is.EqualTo(105).Within(2));
            Assert.That(values[1], Is.EqualTo(-2.5f).Within(1.5));
        }
    }

    [Test]
    public void Each_step_gets_values_and_gaps_do_not_count()
    {
        SequenceSet Set(int seed, int count) => SequenceSet.WithValuesPerStep(1, 1, Inputs(seed, count).Select(
            inputs => (inputs, inputs.Select((_, t) => t == 0 ? float.NaN : 7 + inputs[t - 1]).ToArray())));
        var (events, predictor, trainer) = Train(Set(1, 200), Set(2, 60), perSequence: false);
        using (trainer)
        {
            Assert.That(events.OfType<EvaluationMetrics>().Last().Rmse, Is.LessThan(0.15));
            Assert.That(predictor.Predict(new[] { 0.5f, 0, 0 })[0][1], Is.EqualTo(7.5f).Within(0.3));
        }
    }

    /// <summary>A sequence's prediction does not depend on what it is batched with.</summary>
    [Test]
    public void Batches_do_not_change_a_prediction()
    {
        SequenceSet Set(int seed, int count) => SequenceSet.WithTags(1, 2, Inputs(seed, count).Select(
            inputs => (inputs, inputs.Select(value => value > 0 ? 1 : 0).ToArray())));
        var (_, predictor, trainer) = Train(Set(1, 40), Set(2, 10), perSequence: false);
        using (trainer)
        {
            float[][] some = [.. Inputs(3, 70)];
            var together = predictor.Predict(some);
            for (int i = 0; i < some.Length; i++)
            {
                Assert.That(predictor.Predict(some[i])[0], Is.EqualTo(together[i]).Within(1e-5), $"{i}");
            }
        }
    }

    [Test]
    public void Wrong_sequences_and_models_are_refused()
    {
        Assert.That(
            () => SequenceSet.WithClass(2, 2, [([1, 2, 3], 0)]),
            Throws.TypeOf<SeriesException>().With.Message.Contains("Sequence 0 has 3 inputs"));
        Assert.That(
            () => SequenceSet.WithClass(1, 2, [([1], 0), ([1], 2)]),
            Throws.TypeOf<SeriesException>().With.Message.Contains("Sequence 1 has the class 2"));
        Assert.That(
            () => SequenceSet.WithTags(1, 2, [([1, 2], [0])]),
            Throws.TypeOf<SeriesException>().With.Message.Contains("has 1 targets, not 2"));
        Assert.That(
            () => SequenceSet.WithValues(1, 1, [([1, float.PositiveInfinity], [0])]),
            Throws.TypeOf<SeriesException>().With.Message.Contains("in step 1"));
        var set = SequenceSet.WithClass(1, 2, [([1], 0)]);
        var model = new SeriesModel(
            new SeriesModelOptions { Inputs = 1, Outputs = 3, Hidden = 4, IsPerSequence = true });
        Assert.That(
            () => new SequenceTask(_backend, model, set, set, null, 4, 1),
            Throws.ArgumentException.With.Message.Contains("3 outputs per sequence"));
    }

    private SequenceTask? _task;

    private (List<MetricsEvent> Events, SequencePredictor Predictor, Trainer Trainer) Train(
        SequenceSet train,
        SequenceSet valid,
        bool perSequence,
        RegressionLoss loss = default,
        string cell = "lstm",
        bool both = false)
    {
        var model = new SeriesModel(new SeriesModelOptions
        {
            Inputs = train.Channels,
            Outputs = train.Outputs,
            Cell = cell,
            IsBidirectional = both,
            Hidden = 16,
            IsPerSequence = perSequence,
        });
        _task = new SequenceTask(_backend, model, train, valid, null, batch: 16, seed: 3, loss);
        var events = new List<MetricsEvent>();
        var trainer = Trainers.Of(_backend, _task, epochs: 15, observer: events.Add, rate: 0.02);
        trainer.Initialize();
        trainer.Run();
        return (events, new SequencePredictor(_backend, model, _task.Layout), trainer);
    }

    private static IEnumerable<float[]> Inputs(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, random.Next(2, 9))
            .Select(_ => (2 * random.NextSingle()) - 1).ToArray())];
    }
}
