using StRnn.Backends.Reference;
using StRnn.Optimizers;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Topology;
using StRnn.Tensors;
using StRnn.Training;

namespace StRnn.Tests.Training;

/// <summary>
/// Sparse momentum against a simulation in dense arrays: a masked-dense trainer whose momentum is not masked, that
/// prunes the smallest weights, shares the places out by mean momentum and grows the largest ones.
/// </summary>
public sealed class DenseMomentumTests
{
    private const double Momentum = 0.9;
    private const double LearningRate = 0.05;
    private const double Rate = 0.15;

    // Sparse enough that every tensor has free positions with momentum left: those without are drawn at random.
    private const double Density = 0.3;

    [Test]
    public void Sparse_momentum_equals_its_masked_dense_simulation()
    {
        using var backend = new ReferenceBackend<double>();
        using var sparse = new SequenceTask(backend, hidden: 12);
        using var trainer = new Trainer(
            backend,
            sparse,
            SparseTrainingMethod.SparseMomentum(new UniformInitializer(Density), Rate),
            new SgdMomentum(backend, Momentum),
            new DecayAfterEpoch(LearningRate, 10, 1),
            new TrainingOptions { Epochs = 3, Seed = 3, MaxSteps = 15 });
        trainer.Initialize();

        using var dense = new SequenceTask(backend, hidden: 12);
        ModelInitializer.Initialize(backend, dense.Parameters, null, seed: 3);
        var simulation = new MaskedMomentumSimulation(
            backend, dense,
            [.. sparse.Parameters.Select(p => p.Weight.IsSparse ? Cells.Of(p).Keys.ToHashSet() : null)]);
        trainer.Run();
        for (int step = 0; step < 15; step++)
        {
            simulation.Step(step, LearningRate, Momentum);
            if ((step + 1) % SequenceTask.Windows == 0)
            {
                simulation.Update(
                    new StRnn.Sparsity.Schedules.CosinePruningRate(Rate).RateAt(step + 1, 3 * SequenceTask.Windows));
            }
        }

        Assert.That(trainer.Progress.TopologyUpdates, Is.EqualTo(2));
        foreach (var (parameter, expected) in sparse.Parameters.Zip(simulation.Weights()))
        {
            var cells = Cells.Of(parameter);
            Assert.That(cells.Keys.Order(), Is.EqualTo(expected.Keys.Order()), parameter.Name);
            Assert.That(
                cells.Keys.Order().Select(k => cells[k]),
                Is.EqualTo(expected.Keys.Order().Select(k => expected[k])).Within(1e-6), parameter.Name);
        }
    }
}
