using StRnn.Backends;
using StRnn.Backends.Reference;
using StRnn.Optimizers;
using StRnn.Sparsity.Initialization;
using StRnn.Tensors;
using StRnn.Text.LanguageModeling;
using StRnn.Training;

namespace StRnn.Text.Tests.LanguageModeling;

public sealed class SyntheticLanguageModelingTests
{
    private const int Vocabulary = 50;

    private static readonly LstmLanguageModelOptions Tiny = new()
    {
        VocabularySize = Vocabulary,
        Hidden = 6,
        Layers = 2,
        Dropout = 0.5f,
    };

    [TestCase(null)]
    [TestCase(0.2)]
    [TestCase(1.0)]
    public void A_step_trains_on_words_that_cannot_be_foreseen(double? density)
    {
        using var backend = new ReferenceBackend<float>();
        using var training = Begin(backend, density);
        var before = training.Parameters[0].Weight.ToArray();

        for (int step = 0; step < 20; step++)
        {
            training.Step();
            Assert.That(training.ReadLoss(), Is.EqualTo(Math.Log(Vocabulary)).Within(0.2), $"step {step}");
        }

        Assert.That(training.Parameters[0].Weight.ToArray(), Is.Not.EqualTo(before), "weights move");
        var sparse = training.Parameters.Where(parameter => parameter.CanBeSparse);
        Assert.That(sparse.Select(parameter => parameter.Weight.IsSparse), Is.All.EqualTo(density is not null));
    }

    [Test]
    public void Disposing_leaves_no_memory_behind()
    {
        using var backend = new ReferenceBackend<float>();
        using (var training = Begin(backend, 0.5))
        {
            training.Step();
            Assert.That(backend.LiveBufferCount, Is.Positive);
        }

        Assert.That(backend.LiveBufferCount, Is.Zero);
    }

    [Test]
    public void A_density_out_of_range_is_refused()
    {
        using var backend = new ReferenceBackend<float>();
        Assert.That(() => Begin(backend, 1.5), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static StepRunner Begin(IBackend backend, double? density)
        => SyntheticLanguageModeling.Create(
            backend,
            new LstmLanguageModel(Tiny),
            density is { } share ? new UniformInitializer(share) : null,
            batch: 4,
            steps: 7,
            new SgdMomentum(backend, momentum: 0.9, clipNorm: 1));
}
