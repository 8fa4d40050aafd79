using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Reference;
using StRnn.Layers;
using StRnn.Layers.Cells;
using StRnn.Optimizers;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Topology;
using StRnn.Tensors;
using StRnn.Text.Classification;
using StRnn.Training;

namespace StRnn.Text.Tests.Classification;

public sealed class TextClassifierTests
{
    private const int Vocabulary = 20;
    private const int Width = 5;
    private const int Hidden = 6;

    private static readonly WordIndex Words = new(
        Enumerable.Range(1, Vocabulary - 1).Select(word => $"w{word}"), new WordTokenizer());

    private ReferenceBackend<float> _backend = null!;
    private Tape _tape = null!;

    [SetUp]
    public void SetUp()
    {
        _backend = new ReferenceBackend<float>();
        _tape = new Tape(_backend);
    }

    [TearDown]
    public void TearDown()
    {
        _tape.Dispose();
        _backend.Dispose();
    }

    /// <summary>
    /// Masked padding is no input: its place and amount do not matter, and neither do the other texts.
    /// </summary>
    [Test]
    [Pairwise]
    public void Masked_padding_changes_nothing(
        [Values] SequencePooling pooling,
        [Values] SequenceSide side,
        [Values] GateActivation gates,
        [Values] CandidateActivation candidate)
    {
        using var model = new Built(
            _backend, Options(pooling, mask: true) with { GateActivation = gates, Candidate = candidate });
        double[] alone = Predict(model, ["w1 w2 w3"], steps: 3, side)[0];
        Assert.That(Predict(model, ["w1 w2 w3"], steps: 9, side)[0], Is.EqualTo(alone));
        double[] among = Predict(model, ["w4", "w1 w2 w3", "", "w5 w6 w7 w8 w9"], steps: 9, side)[1];
        Assert.That(among, Is.EqualTo(alone).Within(1e-7));
    }

    /// <summary>The same of every cell, of stacked layers and of two directions.</summary>
    [Test]
    public void Masked_padding_changes_nothing_of_any_cell(
        [ValueSource(typeof(CellCatalog), nameof(CellCatalog.AllChoices))] RecurrentCell cell,
        [Values] SequencePooling pooling,
        [Values] SequenceSide side,
        [Values] bool bidirectional)
    {
        using var model = new Built(
            _backend,
            Options(pooling, mask: true) with { Cell = cell, Layers = 2, IsBidirectional = bidirectional });
        double[] alone = Predict(model, ["w1 w2 w3"], steps: 3, side)[0];
        Assert.That(Predict(model, ["w1 w2 w3"], steps: 9, side)[0], Is.EqualTo(alone));
        double[] among = Predict(model, ["w4", "w1 w2 w3", "", "w5 w6 w7 w8 w9"], steps: 9, side)[1];
        Assert.That(among, Is.EqualTo(alone).Within(1e-7));
        double[] turned = Predict(model, ["w3 w2 w1"], steps: 3, side)[0];
        Assert.That(turned, Is.Not.EqualTo(alone).Within(1e-7), "the order of the words matters");
    }

    [Test]
    public void Unmasked_padding_is_a_word_with_a_vector()
    {
        using var model = new Built(_backend, Options(SequencePooling.LastState, mask: false));
        double[] short_ = Predict(model, ["w1 w2 w3"], steps: 3, SequenceSide.Pre)[0];
        Assert.That(Predict(model, ["w1 w2 w3"], steps: 9, SequenceSide.Pre)[0], Is.Not.EqualTo(short_).Within(1e-7));
    }

    /// <summary>The state after no step is 0, so the logits of an empty text are the output layer's bias.</summary>
    [Test]
    public void A_masked_text_without_words_gets_the_bias([Values] SequencePooling pooling, [Values] SequenceSide side)
    {
        using var model = new Built(_backend, Options(pooling, mask: true));
        model.Model.Parameters[^1].Weight.SetValues([0.5f, -0.5f, 0]);
        double sum = Math.Exp(0.5) + Math.Exp(-0.5) + 1;
        double[] expected = [Math.Exp(0.5) / sum, Math.Exp(-0.5) / sum, 1 / sum];
        Assert.That(Predict(model, ["unknown words"], steps: 4, side)[0], Is.EqualTo(expected).Within(1e-7));
        Assert.That(Predict(model, ["w1 w2", ""], steps: 4, side)[1], Is.EqualTo(expected).Within(1e-7));
    }

    /// <summary>The mean over two steps is not the last state, but the mean over one step is.</summary>
    [Test]
    public void Pooling_is_the_last_state_or_the_mean()
    {
        using var last = new Built(_backend, Options(SequencePooling.LastState, mask: true));
        using var mean = new Built(_backend, Options(SequencePooling.Mean, mask: true));
        Assert.That(Of(mean, "w1"), Is.EqualTo(Of(last, "w1")).Within(1e-7));
        Assert.That(Of(mean, "w1 w2"), Is.Not.EqualTo(Of(last, "w1 w2")).Within(1e-6));

        double[] Of(Built model, string text) => Predict(model, [text], text.Split(' ').Length, SequenceSide.Pre)[0];
    }

    /// <summary>
    /// Each gate's matrix has its own ε(rows + columns) connections, before and after pruning and regrowth.
    /// </summary>
    [Test]
    public void Separate_gates_keep_their_connections()
    {
        using var model = new Built(
            _backend, Options(SequencePooling.LastState, mask: false), ErdosRenyiInitializer.FromEpsilon(1));
        var hidden = model.Model.Parameters.Single(parameter => parameter.Name == "lstm.weight_hh_l0");
        int[] before = PerGate(hidden);
        Assert.That(before, Is.All.EqualTo(Hidden + Hidden));

        var method = SparseTrainingMethod.SparseTopology(ErdosRenyiInitializer.FromEpsilon(1), 0.5);
        new TopologyUpdater(method.Topology!, seed: 3).Apply(model.Model.Parameters, 0.5, updateNumber: 0);
        Assert.That(PerGate(hidden), Is.EqualTo(before));
        var output = model.Model.Parameters.Single(parameter => parameter.Name == "classifier.weight");
        Assert.That(output.Weight.IsSparse, Is.False, "the output layer stays dense");

        static int[] PerGate(Parameter parameter)
        {
            var offsets = ((StRnn.Tensors.SparseWeight)parameter.Weight).Packed.ToPattern().RowOffsets.ToArray();
            return [.. Enumerable.Range(0, 4).Select(gate => offsets[(gate + 1) * Hidden] - offsets[gate * Hidden])];
        }
    }

    /// <summary>
    /// Rows of words that a batch does not contain get no gradient, and Adam changes none of their values.
    /// </summary>
    [Test]
    public void A_step_touches_the_embeddings_of_its_words_only()
    {
        using var model = new Built(
            _backend, Options(SequencePooling.LastState, mask: true), ErdosRenyiInitializer.FromEpsilon(1));
        var embedding = model.Model.Parameters[0];
        float[] before = embedding.Weight.ToArray();
        var texts = Encode(["w1 w3", "w3 w3 w4"], steps: 5, SequenceSide.Pre);
        using var task = new TextClassificationTask(_backend, model.Model, texts, texts, texts, batch: 2, seed: 1);
        using var optimizer = new Adam(_backend);
        using var loss = new StRnn.Tensors.Tensor(_backend, 1, 1);
        _tape.Begin(new StepContext(IsTraining: true, Seed: 1, Step: 0));
        task.Forward(_tape, 0, 0, loss.Values);
        _tape.Backward();
        optimizer.Step(model.Model.Parameters, 0.1, 1);

        float[] after = embedding.Weight.ToArray();
        var pattern = ((StRnn.Tensors.SparseWeight)embedding.Weight).Packed.ToPattern();
        for (int word = 0; word < Vocabulary; word++)
        {
            bool used = word is 1 or 3 or 4;
            for (int k = pattern.RowOffsets[word]; k < pattern.RowOffsets[word + 1]; k++)
            {
                Assert.That(after[k], used ? Is.Not.EqualTo(before[k]) : Is.EqualTo(before[k]), $"word {word}");
            }
        }
    }

    [Test]
    public void Batches_of_another_size_and_evaluation_agree_with_single_predictions()
    {
        using var model = new Built(_backend, Options(SequencePooling.Mean, mask: false));
        string[] texts = ["w1 w2 w3", "w4", "w5 w6", "", "w7 w8 w9 w1 w2"];
        var encoded = Encode(texts, steps: 4, SequenceSide.Pre);
        var evaluation = new TextPredictor(_backend, model.Model).Evaluate(_tape, "test", encoded, batch: 2);
        double[][] single = [.. texts.Select(text => Predict(model, [text], 4, SequenceSide.Pre)[0])];
        double loss = single.Select((probabilities, i) => -Math.Log(probabilities[encoded.LabelOf(i)])).Average();
        double accuracy = single
            .Select((probabilities, i) => TextPredictor.ClassOf(probabilities) == encoded.LabelOf(i) ? 1.0 : 0)
            .Average();

        Assert.That(evaluation.Loss, Is.EqualTo(loss).Within(1e-6));
        Assert.That(evaluation.Accuracy, Is.EqualTo(accuracy));
        Assert.That(evaluation.TargetCount, Is.EqualTo(texts.Length));
    }

    [Test]
    public void Impossible_tasks_are_refused()
    {
        Assert.That(
            () => new TextClassifier(new TextClassifierOptions { Classes = 1 }),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
        using var model = new Built(_backend, Options(SequencePooling.LastState, mask: false));
        var texts = Encode(["w1"], 2, SequenceSide.Pre);
        var none = Encode([], 2, SequenceSide.Pre);
        Assert.That(
            () => new TextClassificationTask(_backend, model.Model, texts, none, none, 1, 1),
            Throws.ArgumentException.With.Message.Contains("validation"));
        using var task = new TextClassificationTask(_backend, model.Model, texts, texts, none, 1, 1);
        Assert.That(
            () => task.Evaluate(_tape, "nothing"),
            Throws.ArgumentException.With.Message.Contains("train, valid or test"));
        Assert.That(task.FinalSplits, Is.Empty, "there are no test texts");
    }

    private static TextClassifierOptions Options(SequencePooling pooling, bool mask) => new()
    {
        VocabularySize = Vocabulary,
        Width = Width,
        Hidden = Hidden,
        Classes = 3,
        Pooling = pooling,
        MaskPadding = mask,
        EmbeddingRange = 1,
    };

    private static EncodedTexts Encode(string[] texts, int steps, SequenceSide side) => EncodedTexts.Encode(
        [.. texts.Select((text, i) => new LabelledText(text, i % 3))],
        Words,
        new SequenceOptions { Steps = steps, Padding = side });

    private IReadOnlyList<double[]> Predict(Built model, string[] texts, int steps, SequenceSide side)
        => new TextPredictor(_backend, model.Model).Predict(_tape, Encode(texts, steps, side));

    private sealed class Built : IDisposable
    {
        public Built(IBackend backend, TextClassifierOptions options, ISparseInitializer? initializer = null)
        {
            Model = new TextClassifier(options);
            ModelInitializer.Initialize(backend, Model.Parameters, initializer, seed: 4);
            foreach (var parameter in Model.Parameters)
            {
                parameter.AllocateStates(2);
            }
        }

        public TextClassifier Model { get; }

        public void Dispose()
        {
            foreach (var parameter in Model.Parameters)
            {
                parameter.Dispose();
            }
        }
    }
}
