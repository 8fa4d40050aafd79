using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Backends.Reference;
using StRnn.Optimizers;
using StRnn.Tensors;

namespace StRnn.Tests.Optimizers;

public sealed class AveragedSgdTests
{
    /// <summary>
    /// The rule of the public programs: with the earlier losses in a list, averaging begins where the new one is above
    /// the lowest of all but the last n.
    /// </summary>
    [Test]
    public void The_trigger_is_the_list_of_the_public_programs(
        [Values(1, 2, 5)] int interval, [Values(1, 2, 3)] int seed)
    {
        var random = new Random(seed);
        var losses = new List<double>();
        var state = new AveragingState();
        for (int epoch = 0; epoch < 40; epoch++)
        {
            double loss = 5 - (0.05 * epoch) + random.NextDouble();
            bool expected = state.IsAveraging
                || (losses.Count > interval && loss > losses.SkipLast(interval).Min());
            state = state.After(loss, interval);
            losses.Add(loss);
            Assert.That(state.IsAveraging, Is.EqualTo(expected), $"epoch {epoch}");
        }

        Assert.That(state.IsAveraging, "the losses rise now and then");
    }

    [Test]
    public void The_average_is_the_mean_of_all_weights_but_the_first([Values] bool restarts)
    {
        using var backend = new ReferenceBackend<double>();
        using var optimizer = new AveragedSgd(backend, restarts);
        using var parameter = new Parameter("w", 1, 1, WeightUses.None, 0);
        parameter.Replace(new DenseWeight(backend, 1, 1));
        parameter.AllocateStates(optimizer.StateNames.Count);
        var random = new Random(1);
        Step(0.5);
        Assert.That(Average(), Is.Zero, "not yet");
        optimizer.Restore(new AveragingState { IsAveraging = true });
        Step(0.25);
        Assert.That(Average(), Is.EqualTo(Weight()), "the first");
        var seen = new List<double>();
        for (int step = 0; step < 6; step++)
        {
            Step(random.NextDouble());
            seen.Add(Weight());
            Assert.That(Average(), Is.EqualTo(seen.Average()).Within(1e-7), $"step {step}");
        }

        void Step(double gradient)
        {
            parameter.ClearGradient();
            backend.Write<double>([gradient], parameter.GradientForWriting(out _));
            optimizer.Step([parameter], 0.5, 1);
        }

        double Weight() => Read(parameter.Weight.Values);

        double Average() => Read(parameter.States[0]);

        double Read(StRnn.Backends.Memory.VectorView view)
        {
            var value = new double[1];
            backend.Read<double>(view, value);
            return value[0];
        }
    }

    [Test]
    public void An_interval_below_one_epoch_is_refused()
    {
        using var backend = new ReferenceBackend<float>();
        Assert.That(
            () => new AveragedSgd(backend, restarts: true, interval: 0),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
