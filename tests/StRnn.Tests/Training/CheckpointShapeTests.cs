using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Backends.Reference;
using StRnn.Sparsity.Initialization;
using StRnn.Training.Checkpoints;

namespace StRnn.Tests.Training;

/// <summary>A checkpoint loads only into a model of its shape, all of it, and else leaves the model alone.</summary>
public sealed class CheckpointShapeTests
{
    private string _path = string.Empty;

    [SetUp]
    public void SetUp() => _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    [TearDown]
    public void TearDown() => File.Delete(_path);

    [Test]
    public void A_model_of_another_height_or_width_is_refused_and_keeps_its_weights(
        [Values] bool sparse, [Values(12, 9)] int rows, [Values(8, 5)] int columns)
    {
        using var backend = new ReferenceBackend<float>();
        using var first = Parameter("first", 3, 4);
        using var saved = Parameter("second", 12, 8);
        Initialize(backend, sparse, first, saved);
        Checkpoint.Save(_path, [first, saved], [], [], new TrainingProgress());

        using var into = Parameter("first", 3, 4);
        using var other = Parameter("second", rows, columns);
        Initialize(backend, sparse: true, into, other);
        float[] before = into.Weight.ToArray();
        if ((rows, columns) == (12, 8))
        {
            Checkpoint.LoadWeights(_path, backend, [into, other]);
            Assert.That(other.Weight.ToArray(), Is.EqualTo(saved.Weight.ToArray()));
            return;
        }

        var error = Assert.Throws<CheckpointException>(
            () => Checkpoint.LoadWeights(_path, backend, [into, other]));
        Assert.That(
            error!.Message,
            Does.Contain($"'second' is [12, 8] in the file and [{rows}, {columns}] in the model"));
        Assert.That(into.Weight.ToArray(), Is.EqualTo(before), "the parameter before it");
    }

    private static Parameter Parameter(string name, int rows, int columns)
        => new(name, rows, columns, WeightUses.Product, initialRange: 1);

    private static void Initialize(ReferenceBackend<float> backend, bool sparse, params Parameter[] parameters)
        => ModelInitializer.Initialize(
            backend, parameters, sparse ? new UniformInitializer(0.5) : null, seed: (ulong)parameters[^1].Rows);
}
