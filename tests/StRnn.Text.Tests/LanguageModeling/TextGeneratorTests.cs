using StRnn.Backends;
using StRnn.Backends.Reference;
using StRnn.Sparsity.Initialization;
using StRnn.Tests.Support;
using StRnn.Text.LanguageModeling;

namespace StRnn.Text.Tests.LanguageModeling;

public sealed class TextGeneratorTests
{
    private const int Words = 12;

    /// <summary>
    /// The unknown word is often the likeliest by far, and no other one must vanish beside it at a low temperature.
    /// </summary>
    [Test]
    public void An_excluded_word_does_not_hide_the_others([Values(1, 0.1, 0.001)] double temperature)
    {
        using var backend = new ReferenceBackend<float>();
        var model = NewModel(backend);
        var bias = new float[Words];
        (bias[2], bias[7]) = (2_000, 400);
        model.Parameters[^1].Weight.SetValues(bias);
        int[] drawn = new TextGenerator(backend, model).Generate([1, 3], 20, temperature, seed: 1, excluded: 2);
        Assert.That(drawn, Is.All.EqualTo(7));
        Free(model);
    }

    /// <summary>Activations and logits of a long text as a whole would not fit.</summary>
    [Test]
    public void A_long_prompt_needs_no_more_memory_than_a_page_of_it()
    {
        using var backend = new RecordingBackend(new ReferenceBackend<float>());
        var model = NewModel(backend);
        var generator = new TextGenerator(backend, model);
        int[] prompt = [.. Enumerable.Range(0, 5_000).Select(i => i % Words)];
        generator.Generate(prompt.AsSpan(0, 600), 1, 1, seed: 1);
        long most = backend.Allocations.Max();
        backend.Allocations.Clear();
        generator.Generate(prompt, 1, 1, seed: 1);
        Assert.That(backend.Allocations.Max(), Is.EqualTo(most));
        Free(model);
    }

    private static LstmLanguageModel NewModel(IBackend backend)
    {
        var model = new LstmLanguageModel(new LstmLanguageModelOptions
        {
            VocabularySize = Words,
            Hidden = 6,
            Layers = 1,
        });
        ModelInitializer.Initialize(backend, model.Parameters, new UniformInitializer(0.5), seed: 1);
        return model;
    }

    private static void Free(LstmLanguageModel model)
    {
        foreach (var parameter in model.Parameters)
        {
            parameter.Dispose();
        }
    }
}
