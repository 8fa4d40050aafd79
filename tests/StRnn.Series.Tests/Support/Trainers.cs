using StRnn.Backends;
using StRnn.Optimizers;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Topology;
using StRnn.Training;
using StRnn.Training.Metrics;

namespace StRnn.Series.Tests.Support;

/// <summary>Trainers of small models.</summary>
internal static class Trainers
{
    /// <summary>Makes a trainer with Adam, and by default with half of the connections and ST-RNN.</summary>
    public static Trainer Of(
        IBackend backend,
        ITrainingTask task,
        int epochs,
        SparseTrainingMethod? method = null,
        RunDirectory? run = null,
        Action<MetricsEvent>? observer = null,
        long maxSteps = 0,
        double rate = 0.01)
        => new(
            backend,
            task,
            method ?? SparseTrainingMethod.SparseTopology(new UniformInitializer(0.5), 0.2),
            new Adam(backend),
            new DecayAfterEpoch(rate, constantEpochs: epochs, factor: 1),
            new TrainingOptions { Epochs = epochs, Seed = 5, LogEvery = 7, MaxSteps = maxSteps },
            run,
            observer);
}
