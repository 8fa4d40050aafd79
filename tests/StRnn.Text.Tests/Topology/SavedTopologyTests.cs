using StRnn.Autograd;
using StRnn.Backends.Reference;
using StRnn.Sparsity.Distance;
using StRnn.Sparsity.Initialization;
using StRnn.Text.Classification;
using StRnn.Text.LanguageModeling;
using StRnn.Text.Tests.Support;
using StRnn.Text.Topology;
using StRnn.Training;
using StRnn.Training.Checkpoints;

namespace StRnn.Text.Tests.Topology;

public sealed class SavedTopologyTests
{
    private const double Density = 0.3;

    // Two independent random sets of density d share d of the 2 - d that either has.
    private const double Unrelated = 1 - (Density / (2 - Density));

    private TemporaryDirectory _place = null!;

    [SetUp]
    public void SetUp() => _place = new TemporaryDirectory();

    [TearDown]
    public void TearDown() => _place.Dispose();

    [Test]
    public void A_stacked_lstm_is_read_from_its_checkpoint()
    {
        var options = new LstmLanguageModelOptions { VocabularySize = 300, Hidden = 40, Layers = 2 };
        string one = Save("one", new LstmLanguageModel(options).Parameters, seed: 1);
        string two = Save("two", new LstmLanguageModel(options).Parameters, seed: 2);

        var distance = Between(one, two);

        Assert.That(
            distance.Layers.Select(layer => layer.Name),
            Is.EqualTo(new[] { "embedding", "lstm layer 0", "lstm layer 1", "decoder" }));
        Assert.That(distance.Layers.Select(layer => layer.Units), Is.EqualTo(new[] { 40, 40, 40, 300 }));
        Assert.That(distance.Layers.Select(layer => layer.InPlace), Is.All.EqualTo(Unrelated).Within(0.02));
        Assert.That(distance.Distance, Is.LessThan(distance.InPlace));
        Assert.That(Between(one, one).Distance, Is.Zero);
    }

    [Test]
    public void An_rhn_has_one_state_and_a_tied_embedding_two_layers([Values] bool tied)
    {
        var options = new RhnLanguageModelOptions { VocabularySize = 300, Hidden = 40, Depth = 3, Tied = tied };
        string one = Save("one", new RhnLanguageModel(options).Parameters, seed: 1);
        string two = Save("two", new RhnLanguageModel(options).Parameters, seed: 2);

        var distance = Between(one, two);

        Assert.That(
            distance.Layers.Select(layer => layer.Name),
            Is.EqualTo(new[] { "embedding", "rhn", tied ? "decoder (tied)" : "decoder" }));
        Assert.That(
            distance.Layers[1].Tensors.Select(tensor => tensor.Name),
            Is.EqualTo(
                new[] { "rhn.weight_input", "rhn.weight_hidden_d0", "rhn.weight_hidden_d1", "rhn.weight_hidden_d2" }));
        Assert.That(distance.Layers.Select(layer => layer.InPlace), Is.All.EqualTo(Unrelated).Within(0.02));
        Assert.That(Between(one, one).Distance, Is.Zero);
    }

    [Test]
    public void A_classifier_has_vectors_of_another_width_and_a_dense_output_layer()
    {
        var options = new TextClassifierOptions { VocabularySize = 300, Width = 24, Hidden = 40, Classes = 3 };
        string one = Save("one", new TextClassifier(options).Parameters, seed: 1);
        string two = Save("two", new TextClassifier(options).Parameters, seed: 2);

        var distance = Between(one, two);

        Assert.That(
            distance.Layers.Select(layer => layer.Name),
            Is.EqualTo(new[] { "embedding", "lstm layer 0", "classifier" }));
        Assert.That(distance.Layers.Select(layer => layer.Units), Is.EqualTo(new[] { 24, 40, 3 }));
        Assert.That(distance.Layers.Select(layer => layer.IsDense), Is.EqualTo(new[] { false, false, true }));
        Assert.That(distance.InPlace, Is.EqualTo(Unrelated).Within(0.02), "the dense layer does not count");
    }

    /// <summary>
    /// Between a sparse and a dense network, all connections of the sparse one are shared, so the distance is 1 - d.
    /// </summary>
    [Test]
    public void A_dense_model_has_every_connection()
    {
        var options = new LstmLanguageModelOptions { VocabularySize = 300, Hidden = 40, Layers = 1 };
        string sparse = Save("sparse", new LstmLanguageModel(options).Parameters, seed: 1);
        string dense = Save("dense", new LstmLanguageModel(options).Parameters, seed: 1, isDense: true);

        Assert.That(Between(sparse, dense).Distance, Is.EqualTo(1 - Density).Within(0.01));
    }

    /// <summary>
    /// Shapes decide, even if no connection of the wider model lies beyond the columns of the narrower one.
    /// </summary>
    [Test]
    public void Models_of_another_width_have_different_shapes([Values] bool isDense)
    {
        string one = Save("one", new TextClassifier(Options(24)).Parameters, seed: 1, isDense);
        string two = Save("two", new TextClassifier(Options(16)).Parameters, seed: 2, isDense);

        Assert.That(
            () => Between(one, two),
            Throws.ArgumentException.With.Message.Contains("different shapes")
                .And.Message.Contains("embedding of 24 neurons")
                .And.Message.Contains("embedding of 16 neurons"));

        static TextClassifierOptions Options(int width)
            => new() { VocabularySize = 300, Width = width, Hidden = 40, Classes = 3 };
    }

    [Test]
    public void A_file_of_something_else_is_refused_in_one_line()
    {
        string path = _place.Combine("other.safetensors");
        SafetensorsWriter.Write(path, [], new SortedDictionary<string, string>(StringComparer.Ordinal));
        Refused("of another program");

        Checkpoint.Save(path, [], [], [], new TrainingProgress());
        Refused("holds no model of this program");

        void Refused(string expected) => Assert.That(
            () => SavedTopology.Read(path),
            Throws.TypeOf<CheckpointException>().With.Message.Contains(expected).And.Message.Not.Contain("\n"));
    }

    private static NetworkDistance Between(string one, string two)
        => TopologyDistance.Between(SavedTopology.Read(one), SavedTopology.Read(two));

    private string Save(string name, IReadOnlyList<Parameter> parameters, ulong seed, bool isDense = false)
    {
        using var backend = new ReferenceBackend<float>();
        ModelInitializer.Initialize(backend, parameters, isDense ? null : new UniformInitializer(Density), seed);
        string path = _place.Combine($"{name}.safetensors");
        Checkpoint.Save(path, parameters, [], [], new TrainingProgress());
        foreach (var parameter in parameters)
        {
            parameter.Dispose();
        }

        return path;
    }
}
