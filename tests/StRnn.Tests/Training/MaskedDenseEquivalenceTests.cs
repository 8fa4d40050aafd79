using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Backends.Reference;
using StRnn.Optimizers;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Topology;
using StRnn.Tensors;
using StRnn.Training;

namespace StRnn.Tests.Training;

/// <summary>Truly sparse training is the masked-dense training of the paper, weight for weight.</summary>
public sealed class MaskedDenseEquivalenceTests
{
    private const double Density = 0.35;
    private const double PruningRate = 0.7;
    private const ulong Seed = 21;
    private const int Epochs = 3;

    [Test]
    public void Three_epochs_with_three_topology_updates_give_the_same_bits(
        [Values(0.25, 10)] double clipNorm, [Values] bool rhn)
    {
        using var backend = new ReferenceBackend<float>();
        var options = new SgdMomentumOptions(0.5f, 0.9f, 1e-3f, (float)clipNorm);
        AssertSameBits(
            backend,
            new SgdMomentum(backend, momentum: 0.9, weightDecay: 1e-3, clipNorm: clipNorm),
            learningRate: 0.5,
            (parameter, states, squaredNorm, _) => backend.Optimizer.SgdMomentumStep(
                parameter.Weight.Values, parameter.Gradient, states[0], squaredNorm, options),
            rhn);
    }

    /// <summary>Adam with moments for connections only is masked-dense Adam whose moments are masked too.</summary>
    [Test]
    public void Adam_gives_the_same_bits([Values(0.25, double.PositiveInfinity)] double clipNorm)
    {
        using var backend = new ReferenceBackend<float>();
        AssertSameBits(
            backend,
            new Adam(backend, weightDecay: 1e-3, clipNorm: clipNorm),
            learningRate: 0.02,
            (parameter, states, squaredNorm, step) => backend.Optimizer.AdamStep(
                parameter.Weight.Values,
                parameter.Gradient,
                states[0],
                states[1],
                squaredNorm,
                new AdamOptions(0.02f, 0.9f, 0.999f, 1e-7f, 1e-3f, (float)clipNorm, step)));
    }

    private static void AssertSameBits(
        ReferenceBackend<float> backend,
        IOptimizer optimizer,
        double learningRate,
        Action<Parameter, VectorView[], VectorView, long> update,
        bool rhn = false)
    {
        int stateCount = optimizer.StateNames.Count;
        var method = SparseTrainingMethod.SparseTopology(new UniformInitializer(Density), PruningRate);
        var sparseTask = new SequenceTask(backend, dropout: 0.2f, rhn: rhn);
        using var trainer = new Trainer(
            backend,
            sparseTask,
            method,
            optimizer,
            new DecayAfterEpoch(learningRate, Epochs, 1),
            new TrainingOptions { Epochs = Epochs, Seed = Seed });
        trainer.Initialize();
        Assert.That(trainer.Run(), Is.EqualTo(TrainingOutcome.Completed));
        Assert.That(trainer.Progress.TopologyUpdates, Is.EqualTo(3));

        using var denseTask = new SequenceTask(backend, dropout: 0.2f, rhn: rhn);
        using var dense = new MaskedDenseTrainer(backend, denseTask, Density, PruningRate, Seed, stateCount);
        dense.Initialize();
        dense.Train(Epochs, update);

        for (int i = 0; i < sparseTask.Parameters.Count; i++)
        {
            var expected = denseTask.Parameters[i].Weight.ToArray();
            var mask = dense.Masks[denseTask.Parameters[i]];
            var parameter = sparseTask.Parameters[i];
            if (parameter.Weight is SparseWeight sparse)
            {
                long[] positions = sparse.Packed.ToPattern().ToPositions();
                Assert.That(
                    positions, Is.EqualTo(Enumerable.Range(0, mask.Length).Where(k => mask[k])), parameter.Name);
                expected = [.. positions.Select(position => expected[position])];
            }

            Assert.That(parameter.Weight.ToArray(), Is.EqualTo(expected), parameter.Name);
            parameter.Dispose();
            denseTask.Parameters[i].Dispose();
        }
    }
}
