using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Backends.Reference;
using StRnn.Optimizers;
using StRnn.Sparsity;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Pruning;
using StRnn.Sparsity.Redistribution;
using StRnn.Sparsity.Schedules;
using StRnn.Sparsity.Topology;
using StRnn.Tensors;
using StRnn.Training;

namespace StRnn.Tests.Training;

/// <summary>What an update gives new connections, and what it does to the optimiser.</summary>
public sealed class TopologyOptionTests
{
    [Test]
    public void New_connections_begin_as_asked([Values] NewConnectionValue value)
    {
        using var backend = new ReferenceBackend<float>();
        using var parameter = new Parameter("w", 100, 100, WeightUses.Product, 0.3);
        ModelInitializer.Initialize(backend, [parameter], new UniformInitializer(0.3), seed: 1);
        var before = Cells.Of(parameter);
        var method = SparseTrainingMethod.SparseTopology(new UniformInitializer(0.3), 0.5);
        var rule = method.Topology! with { NewValue = value };
        new TopologyUpdater(rule, seed: 1).Apply([parameter], 0.5, 0);
        double[] values = [.. Cells.Of(parameter).Where(cell => !before.ContainsKey(cell.Key))
            .Select(cell => (double)cell.Value)];
        Assert.That(values, Has.Length.GreaterThan(1000));
        double deviation = Math.Sqrt(values.Average(each => each * each));
        double expected = value switch
        {
            NewConnectionValue.Normal => 0.1,
            NewConnectionValue.Initial => 0.3 / Math.Sqrt(3),
            _ => 0,
        };
        Assert.That(deviation, Is.EqualTo(expected).Within(5).Percent);
        Assert.That(values.Average(), Is.EqualTo(0).Within(0.01));
        Assert.That(values.Max(), value == NewConnectionValue.Initial ? Is.LessThan(0.3) : Is.GreaterThanOrEqualTo(0));
    }

    /// <summary>
    /// The moments of all tensors, dense ones too, are 0 right after the update, and the optimiser counts its steps
    /// from there.
    /// </summary>
    [Test]
    public void A_reset_optimiser_begins_anew_everywhere([Values] bool resets)
    {
        const double LearningRate = 0.01;
        using var backend = new ReferenceBackend<double>();
        using var task = new SequenceTask(backend, hidden: 12);
        var method = SparseTrainingMethod.SparseTopology(new UniformInitializer(0.5), 0.2);
        method = method with
        {
            Topology = method.Topology! with { ResetsOptimizer = resets, Interval = new UpdateInterval(5) },
        };
        using var trainer = new Trainer(
            backend,
            task,
            method,
            new Adam(backend, epsilon: 1e-12),
            new DecayAfterEpoch(LearningRate, 100, 1),
            new TrainingOptions { Epochs = 3, Seed = 3, MaxSteps = 5 });
        trainer.Initialize();
        trainer.Run();
        trainer.Run();
        Assert.That(
            trainer.Progress.OptimizerStart, Is.EqualTo(resets ? 10 : 0), "two updates, the second one just now");
        bool allAtRest = task.Parameters.All(parameter =>
            parameter.Weight.ToArray().Length == parameter.States[0].Length
            && Read(backend, parameter).All(moment => moment == 0));
        Assert.That(allAtRest, Is.EqualTo(resets));
    }

    /// <summary>α/2*(1 + cos(π*t/T_end)) before T_end, no update from there.</summary>
    [TestCase(0, 0.3)]
    [TestCase(375, 0.15)]
    [TestCase(749, 0)]
    [TestCase(750, 0)]
    [TestCase(1000, 0)]
    public void Rigls_rate_ends_at_three_quarters_of_the_run(long step, double expected)
    {
        var rate = SparseTrainingMethod.RigL(new UniformInitializer(0.5), 0.3, new UpdateInterval(100)).Topology!.Rate;
        Assert.That(rate.RateAt(step, 1000), Is.EqualTo(expected).Within(1e-5));
    }

    [Test]
    public void An_interval_that_stretches_doubles_after_each_quarter()
    {
        var interval = new UpdateInterval(100, Stretches: true);
        long[] due = [.. Enumerable.Range(1, 4000).Select(step => (long)step)
            .Where(step => interval.IsDueAfterStep(step, 4000))];
        Assert.That(due.Take(9), Is.EqualTo(Enumerable.Range(1, 9).Select(n => 100L * n)));
        Assert.That(
            due.Where(step => step is >= 1000 and < 2000), Is.EqualTo(new long[] { 1000, 1200, 1400, 1600, 1800 }));
        Assert.That(due.Where(step => step is >= 3000 and < 4000), Is.EqualTo(new long[] { 3200 }));
    }

    [Test]
    public void A_linear_rate_falls_to_0()
        => Assert.That(new LinearPruningRate(0.4).RateAt(25, 100), Is.EqualTo(0.3).Within(1e-12));

    /// <summary>Deviation η*sqrt(2 * 0.001 * θ) on the weights, θ 5 in the first quarter, 5e-3 in the next.</summary>
    [TestCase(0, 0.2)]
    [TestCase(24, 0.2)]
    [TestCase(25, 0.00632)]
    [TestCase(99, 2e-6)]
    public void Deepr_adds_noise_of_the_temperature_to_the_weights(long step, double deviation)
    {
        using var backend = new ReferenceBackend<float>();
        using var parameter = new Parameter("w", 100, 100, WeightUses.Product, 0.3);
        ModelInitializer.Initialize(backend, [parameter], new UniformInitializer(0.5), seed: 1);
        using var tape = new Tape(backend);
        tape.Begin(new StepContext(IsTraining: true, 1, (uint)step));
        parameter.Weight.SetValues(new float[parameter.Weight.ParameterCount]);
        new WeightNoise(5).AfterUpdate(tape, [parameter], new StepMoment(step, 100, LearningRate: 2));
        var noise = new float[parameter.Weight.ParameterCount];
        parameter.Weight.ReadCanonical(parameter.Weight.Values, noise);
        Assert.That(Math.Sqrt(noise.Average(each => (double)each * each)), Is.EqualTo(deviation).Within(3).Percent);
    }

    /// <summary>The drift of a step is η*α towards 0; at the lowest temperature the noise is far below it.</summary>
    [Test]
    public void Deepr_drifts_towards_0()
    {
        using var backend = new ReferenceBackend<float>();
        using var parameter = new Parameter("w", 10, 10, WeightUses.Product, 0.3);
        ModelInitializer.Initialize(backend, [parameter], new UniformInitializer(0.5), seed: 1);
        using var tape = new Tape(backend);
        tape.Begin(new StepContext(IsTraining: true, 1, 0));
        var before = new float[parameter.Weight.ParameterCount];
        var after = new float[parameter.Weight.ParameterCount];
        parameter.Weight.ReadCanonical(parameter.Weight.Values, before);
        new WeightNoise(1e-12, drift: 0.01).AfterUpdate(tape, [parameter], new StepMoment(0, 100, LearningRate: 0.5));
        parameter.Weight.ReadCanonical(parameter.Weight.Values, after);
        Assert.That(
            after, Is.EqualTo(before.Select(weight => weight - (0.005f * MathF.Sign(weight)))).Within(1e-6f));
    }

    /// <summary>
    /// However small the clip, a step with noise is the step without it plus the noise: it shrinks neither the noise nor
    /// the gradient of the loss.
    /// </summary>
    [Test]
    public void Deepr_noise_passes_by_clipping_and_momentum()
    {
        float[] quiet = Trained(1e-30);
        float[] noisy = Trained(10);
        double[] differences = [.. noisy.Zip(quiet, (first, second) => (double)first - second)];
        Assert.That(
            Math.Sqrt(differences.Average(each => each * each)), Is.EqualTo(0.1 * Math.Sqrt(0.02)).Within(5).Percent);

        static float[] Trained(double temperature)
        {
            using var backend = new ReferenceBackend<float>();
            using var step = new TrainingStep(
                backend,
                new SequenceTask(backend, hidden: 24),
                SparseTrainingMethod.DeepRewiring(
                    new UniformInitializer(0.5), new WeightNoise(temperature), UpdateInterval.EveryEpoch),
                new SgdMomentum(backend, momentum: 0.9, clipNorm: 0.01),
                epochs: 20);
            step.Initialize();
            step.Run(0.1);
            return [.. step.Parameters.Where(parameter => parameter.Weight.IsSparse)
                .SelectMany(parameter => parameter.Weight.ToArray())];
        }
    }

    [Test]
    public void A_redistribution_by_momentum_is_refused_at_the_start_where_there_is_none()
    {
        using var backend = new ReferenceBackend<float>();
        using var task = new SequenceTask(backend);
        var method = SparseTrainingMethod.SparseTopology(new UniformInitializer(0.5), 0.2);
        method = method with { Topology = method.Topology! with { Redistribution = new MomentumRedistribution() } };
        Assert.That(
            () => new Trainer(
                backend, task, method, new SgdMomentum(backend), new DecayAfterEpoch(1, 1, 1),
                new TrainingOptions { Epochs = 1 }),
            Throws.TypeOf<TrainingException>().With.Property(nameof(TrainingException.Cause))
                .EqualTo(TrainingFailure.MomentumMissing));
    }

    [Test]
    public void Gradual_pruning_that_ends_too_late_is_refused_at_the_start()
    {
        using var backend = new ReferenceBackend<float>();
        using var task = new SequenceTask(backend);
        using var trainer = new Trainer(
            backend,
            task,
            SparseTrainingMethod.GradualMagnitudePruning(new UniformInitializer(0.5), UpdateInterval.EveryEpoch),
            new SgdMomentum(backend),
            new DecayAfterEpoch(1, 1, 1),
            new TrainingOptions { Epochs = 2 });
        trainer.Initialize();
        Assert.That(
            () => trainer.Run(),
            Throws.TypeOf<TrainingException>().With.Property(nameof(TrainingException.Cause))
                .EqualTo(TrainingFailure.SparseTooLate));
    }

    /// <summary>
    /// Words that the batch does not have say nothing about their weights: their largest stay, wherever they are.
    /// </summary>
    [Test]
    public void Snip_breaks_ties_by_magnitude()
    {
        var pruned = new bool[6];
        new SensitivityPruning().Mark(
            new PruningCandidates([0.5f, 0.1f, -0.4f, 0.2f, 0.001f, 0.3f], default, [0, 0, 0, 0, 1, 0]), 3, pruned);
        Assert.That(pruned, Is.EqualTo(new[] { false, true, false, true, false, true }));
    }

    private static double[] Read(ReferenceBackend<double> backend, Parameter parameter)
    {
        var values = new double[parameter.States[0].Length];
        backend.Read<double>(parameter.States[0], values);
        return values;
    }
}
