using StRnn.Backends;
using StRnn.Text.Corpora;
using StRnn.Text.Inference;

namespace StRnn.Text.LanguageModeling;

/// <summary>
/// Continues a text of word numbers, drawing each from softmax(logits / temperature): what
/// <see cref="OpenedLanguageModel"/> does with words, for a model without a vocabulary.
/// </summary>
/// <remarks>
/// Many threads may call it at once, and share the model's weights: each call has a session of the backend of its own,
/// from its <see cref="SessionPool"/>. The model must not be trained meanwhile.
/// </remarks>
/// <param name="backend">The backend that holds the model.</param>
/// <param name="model">A model with weights.</param>
/// <param name="threads">
/// The threads of each call on a CPU; 1, the default, suits many calls at once, and 0 (one per processor) a single one
/// of a large model. Results do not depend on it.
/// </param>
public sealed class TextGenerator(IBackend backend, LanguageModel model, int threads = 1)
{
    /// <summary>Draws words that continue a prompt.</summary>
    /// <param name="prompt">The word numbers of the prompt, at least one.</param>
    /// <param name="count">The number of words to draw.</param>
    /// <param name="temperature">The temperature, above 0; below 1, likely words become more likely.</param>
    /// <param name="seed">The seed of the draws.</param>
    /// <param name="excluded">A word that is never drawn, for example <c>&lt;unk&gt;</c>; -1 for none.</param>
    /// <returns>The drawn word numbers.</returns>
    /// <exception cref="ArgumentException">The prompt is empty, or a number is out of range.</exception>
    /// <exception cref="InvalidOperationException">The model was trained meanwhile.</exception>
    /// <exception cref="ObjectDisposedException">The backend or the model was disposed.</exception>
    public int[] Generate(ReadOnlySpan<int> prompt, int count, double temperature, ulong seed, int excluded = -1)
    {
        if (prompt.IsEmpty)
        {
            throw new ArgumentException("A prompt needs at least one word.", nameof(prompt));
        }

        if (!(temperature > 0))
        {
            throw new ArgumentException($"Temperature {temperature} is not above 0.", nameof(temperature));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(count);
        TokenRules.Check(nameof(prompt), prompt, model.VocabularySize);
        using var context = new InferenceContext<LanguageModel>(SessionPool.Of(backend).Rent(threads), model);
        var stream = new StreamState(model.VocabularySize);
        var drawn = new int[count];
        var sampler = new WordSampler(model.VocabularySize);
        var options = new GenerationOptions { Temperature = temperature };
        WindowRunner.Advance(context, prompt, [stream]);
        for (int i = 0; i < count; i++)
        {
            drawn[i] = sampler.Draw(stream.Logits, options, (seed, (uint)i), excluded);
            WindowRunner.Advance(context, drawn.AsSpan(i, 1), [stream]);
        }

        return drawn;
    }
}
