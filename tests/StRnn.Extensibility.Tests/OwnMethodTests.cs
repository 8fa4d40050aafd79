using StRnn.Autograd;
using StRnn.Backends.Memory;
using StRnn.Backends.Reference;
using StRnn.Optimizers;
using StRnn.Randomness;
using StRnn.Sparsity.Regrowth;
using StRnn.Sparsity.Schedules;
using StRnn.Tensors;
using StRnn.Training;

namespace StRnn.Extensibility.Tests;

/// <summary>The method of docs/own-method.md, written outside the library, trains.</summary>
public sealed class OwnMethodTests
{
    [Test]
    public void A_method_of_ones_own_trains_at_a_fixed_number_of_connections()
    {
        using var backend = new ReferenceBackend<float>();
        var method = LotteryGrowth.Method(0.3);
        using var training = new Trainer(
            backend,
            new CountingTask(backend),
            method with { Topology = method.Topology! with { Interval = new UpdateInterval(5) } },
            new SgdMomentum(backend, momentum: 0.9),
            new DecayAfterEpoch(0.2, 100, 1),
            new TrainingOptions { Epochs = 3, Seed = 1 });
        training.Initialize();
        Assert.That(training.Run(), Is.EqualTo(TrainingOutcome.Completed));
        Assert.That(training.Progress.TopologyUpdates, Is.GreaterThan(3));
        Assert.That(training.Progress.BestLoss, Is.LessThan(Math.Log(CountingTask.Symbols)));
    }

    [Test]
    public void It_trains_as_the_page_says()
    {
        using var backend = new ReferenceBackend<float>();
        var task = new CountingTask(backend);
        using var trainer = new Trainer(
            backend, task, LotteryGrowth.Method(density: 0.2), new SgdMomentum(backend, momentum: 0.9),
            new DivideOnStall(2, 1.33), new TrainingOptions { Epochs = 40 });
        trainer.Initialize();
        trainer.Run();
        Assert.That(trainer.Progress.Epoch, Is.EqualTo(40));
        Assert.That(
            task.Parameters.Where(parameter => parameter.CanBeSparse),
            Has.All.Matches<Parameter>(parameter => parameter.Weight.IsSparse));
    }

    /// <summary>
    /// Rows 0 and 1 share columns 0 and 1, and only row 1 has column 2: two paths lead from row 0 to column 2, and
    /// none from row 2, which shares nothing.
    /// </summary>
    [Test]
    public void Links_come_where_paths_of_length_3_lead()
    {
        var occupied = SparsityPattern.FromPositions(3, 5, [0, 1, 5, 6, 7, 13]);
        var picked = new LinkPrediction().Pick(new RegrowthRequest(occupied, 1, new RandomSequence(1, 1, 0)));
        Assert.That(picked.ToPositions(), Is.EqualTo(new long[] { 2 }));
        var more = new LinkPrediction().Pick(new RegrowthRequest(occupied, 4, new RandomSequence(1, 1, 0)));
        Assert.That(more.ToPositions(), Has.Length.EqualTo(4).And.Member(2L).And.Unique);
        Assert.That(more.ToPositions().Intersect(occupied.ToPositions()), Is.Empty);
    }

    [Test]
    public void Link_prediction_trains_at_a_fixed_number_of_connections()
    {
        using var backend = new ReferenceBackend<float>();
        var task = new CountingTask(backend);
        using var trainer = new Trainer(
            backend, task, LinkPrediction.Method(density: 0.2), new SgdMomentum(backend, momentum: 0.9),
            new DivideOnStall(2, 1.33), new TrainingOptions { Epochs = 10 });
        trainer.Initialize();
        int before = task.Parameters.Sum(parameter => parameter.Weight.ParameterCount);
        trainer.Run();
        Assert.That(task.Parameters.Sum(parameter => parameter.Weight.ParameterCount), Is.EqualTo(before));
        Assert.That(trainer.Progress.BestLoss, Is.LessThan(Math.Log(CountingTask.Symbols)));
    }

    [Test]
    public void A_loop_of_ones_own_trains_with_it()
    {
        using var backend = new ReferenceBackend<float>();
        var task = new CountingTask(backend);
        var losses = new List<double>();
        using var step = new TrainingStep(
            backend, task, LotteryGrowth.Method(density: 0.2), new SgdMomentum(backend, momentum: 0.9), epochs: 40);
        step.Initialize();
        for (int epoch = 0; epoch < 40; epoch++)
        {
            for (int i = 0; i < task.StepsPerEpoch; i++)
            {
                step.Run(learningRate: 0.5);
            }

            losses.Add(step.TakeLoss().Mean);
            step.EndEpoch();
            step.UpdateAfterEpoch();
        }

        Assert.That(step.Progress.TopologyUpdates, Is.EqualTo(7), "every 50 of 400 steps; the last rate is 0");
        Assert.That(losses[^1], Is.LessThan(losses[0] / 2));
    }
}
