using NUnit.Framework.Constraints;
using StRnn.Autograd;
using StRnn.Backends.Memory;
using StRnn.Backends.Reference;
using StRnn.Layers;
using StRnn.Sparsity;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Topology;
using StRnn.Tensors;
using StRnn.Training.Checkpoints;

namespace StRnn.Tests.Training;

/// <summary>A model that was loaded with weights in 16 bits predicts, and refuses everything else.</summary>
public sealed class WeightStorageTests
{
    private const int Inputs = 40;
    private const int Outputs = 60;

    private string _path = string.Empty;
    private ReferenceBackend<float> _backend = null!;
    private Linear _layer = null!;
    private float[] _trained = [];
    private long _trainedBytes;

    [SetUp]
    public void Load()
    {
        _path = Path.GetTempFileName();
        _backend = new ReferenceBackend<float>();
        _layer = new Linear("decoder", Inputs, Outputs, 0.5);
        ModelInitializer.Initialize(_backend, _layer.Parameters, new UniformInitializer(0.5), seed: 1);
        _trained = _layer.Weight.Weight.ToArray();
        _trainedBytes = _layer.Weight.LengthInBytes;
        Checkpoint.Save(_path, _layer.Parameters, [], [], new TrainingProgress());
        Checkpoint.LoadWeights(_path, _backend, _layer.Parameters, WeightStorage.BFloat16);
    }

    [TearDown]
    public void Free()
    {
        foreach (var parameter in _layer.Parameters)
        {
            parameter.Dispose();
        }

        Assert.That(_backend.LiveBufferCount, Is.Zero);
        _backend.Dispose();
        File.Delete(_path);
    }

    [Test]
    public void Sparse_weights_are_rounded_and_take_half_the_memory()
    {
        var weight = (SparseWeight)_layer.Weight.Weight;
        float[] bias = _layer.Bias!.Weight.ToArray();
        Assert.Multiple(() =>
        {
            Assert.That(weight.ToArray(), Is.EqualTo(_trained.Select(BFloat16.Round)).And.Not.EqualTo(_trained));
            Assert.That(weight.Values.LengthInBytes, Is.EqualTo(2 * _trained.Length));
            Assert.That(_layer.Weight.LengthInBytes, Is.EqualTo(weight.LengthInBytes), "no gradient, no state");
            Assert.That(_layer.Weight.LengthInBytes, Is.LessThan(_trainedBytes / 2));
            Assert.That(bias, Has.Length.EqualTo(Outputs));
            Assert.That(_layer.Parameters.Select(each => each.IsForInference), Is.All.True);
        });
    }

    [Test]
    public void Training_is_refused_before_anything_is_computed()
    {
        using var tape = new Tape(_backend);
        tape.Begin(new StepContext(IsTraining: true, 1, 0));
        var x = Tape.Input(tape.Rent(Inputs, 2));
        Assert.Multiple(() =>
        {
            Assert.That(() => _layer.Forward(tape, x), Refused());
            Assert.That(() => _layer.Weight.AllocateStates(1), Refused());
            Assert.That(() => _layer.Weight.Gradient, Throws.InvalidOperationException);
        });

        static IResolveConstraint Refused()
            => Throws.InvalidOperationException.With.Message.StartsWith("Training is not possible")
                .And.Message.Contains("Float32");
    }

    [Test]
    public void Saving_is_refused_before_a_file_is_written()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Assert.That(
            () => Checkpoint.Save(path, _layer.Parameters, [], [], new TrainingProgress()),
            Throws.InvalidOperationException.With.Message.StartsWith("Saving is not possible"));
        Assert.That(File.Exists(path), Is.False);
    }

    [Test]
    public void A_topology_update_is_refused_before_a_connection_moves()
    {
        var updater = new TopologyUpdater(
            SparseTrainingMethod.SparseTopology(new UniformInitializer(0.5), 0.3).Topology!, seed: 1);
        float[] before = _layer.Weight.Weight.ToArray();
        Assert.That(
            () => updater.Apply(_layer.Parameters, 0.3, 0),
            Throws.InvalidOperationException.With.Message.StartsWith("A topology update is not possible"));
        Assert.That(_layer.Weight.Weight.ToArray(), Is.EqualTo(before));
    }

    [Test]
    public void A_weight_in_16_bits_makes_any_parameter_one_for_inference()
    {
        Checkpoint.LoadWeights(_path, _backend, _layer.Parameters);
        var pattern = ((SparseWeight)_layer.Weight.Weight).Packed.ToPattern();
        _layer.Weight.Replace(new SparseWeight(_backend, pattern, _layer.Weight.Uses, WeightStorage.BFloat16));
        Assert.That(_layer.Weight.IsForInference, Is.True);
        Assert.That(() => _layer.Weight.AllocateStates(1), Throws.InvalidOperationException);
    }

    [Test]
    public void The_same_model_can_be_loaded_to_train_again()
    {
        Checkpoint.LoadWeights(_path, _backend, _layer.Parameters);
        Assert.That(_layer.Weight.Weight.ToArray(), Is.EqualTo(_trained));
        Assert.That(_layer.Weight.IsForInference, Is.False);
        Assert.That(_layer.Weight.Gradient.Length, Is.EqualTo(_trained.Length));
    }
}
