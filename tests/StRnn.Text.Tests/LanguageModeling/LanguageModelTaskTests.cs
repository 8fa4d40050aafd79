using StRnn.Backends.Reference;
using StRnn.Optimizers;
using StRnn.Sparsity.Topology;
using StRnn.Text.Corpora;
using StRnn.Text.LanguageModeling;
using StRnn.Training;

namespace StRnn.Text.Tests.LanguageModeling;

public sealed class LanguageModelTaskTests
{
    private static readonly int[] Train = [.. Enumerable.Range(0, 200).Select(i => i % 5)];

    /// <summary>It used to be found after the first epoch, or after the last.</summary>
    [TestCase(7, 40, "valid")]
    [TestCase(0, 40, "valid")]
    [TestCase(40, 7, "test")]
    public void A_part_that_is_too_short_is_found_before_the_first_step(int valid, int test, string part)
    {
        using var backend = new ReferenceBackend<float>();
        var corpus = Corpus.FromTokens(Train, Train[..valid], Train[..test]);
        Assert.That(
            () => NewTask(backend, corpus),
            Throws.TypeOf<CorpusException>().With.Message.Contains($"The {part} text has 7 tokens").Or
                .TypeOf<CorpusException>().With.Message.Contains($"The {part} text has 0 tokens"));
        Assert.That(backend.LiveBufferCount, Is.Zero);
    }

    [Test]
    public void A_text_without_a_test_part_trains_to_the_end()
    {
        using var backend = new ReferenceBackend<float>();
        using var trainer = new Trainer(
            backend,
            NewTask(backend, Corpus.FromTokens(Train, Train[..40], [])),
            SparseTrainingMethod.Dense,
            new SgdMomentum(backend),
            new DecayAfterEpoch(0.5, 1, 0.5),
            new TrainingOptions { Epochs = 2 });
        trainer.Initialize();
        Assert.That(trainer.Run(), Is.EqualTo(TrainingOutcome.Completed));
    }

    private static LanguageModelTask NewTask(ReferenceBackend<float> backend, Corpus corpus)
    {
        var model = new LstmLanguageModel(new LstmLanguageModelOptions
        {
            VocabularySize = corpus.Vocabulary.Count,
            Hidden = 6,
            Layers = 1,
        });
        return new LanguageModelTask(backend, model, corpus, batch: 4, steps: 5);
    }
}
