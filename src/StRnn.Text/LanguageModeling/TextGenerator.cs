using StRnn.Autograd;
using StRnn.Backends;

namespace StRnn.Text.LanguageModeling;

/// <summary>Continues a text word by word, drawing each word from softmax(logits / temperature).</summary>
/// <param name="backend">The backend that runs the model.</param>
/// <param name="model">A model with weights.</param>
public sealed class TextGenerator(IBackend backend, LanguageModel model)
{
    /// <summary>Draws words that continue a prompt.</summary>
    /// <param name="prompt">The word numbers of the prompt, at least one.</param>
    /// <param name="count">The number of words to draw.</param>
    /// <param name="temperature">The temperature, above 0; below 1, likely words become more likely.</param>
    /// <param name="seed">The seed of the draws.</param>
    /// <param name="excluded">A word that is never drawn, for example <c>&lt;unk&gt;</c>; -1 for none.</param>
    /// <returns>The drawn word numbers.</returns>
    /// <exception cref="ArgumentException">The prompt is empty, or a number is out of range.</exception>
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

        using var tape = new Tape(backend);
        using var state = model.NewState(backend, batch: 1);
        var logits = new float[model.VocabularySize];
        var drawn = new int[count];
        var sampler = new WordSampler(model.VocabularySize);
        var options = new GenerationOptions { Temperature = temperature };
        Advance(tape, state, prompt, logits);
        for (int i = 0; i < count; i++)
        {
            drawn[i] = sampler.Draw(logits, options, (seed, (uint)i), excluded);
            Advance(tape, state, drawn.AsSpan(i, 1), logits);
        }

        return drawn;
    }

    /// <summary>Feeds words to the model, and reads the logits after the last one.</summary>
    private void Advance(Tape tape, Layers.RecurrentState state, ReadOnlySpan<int> words, float[] logits)
    {
        tape.Begin(StepContext.Evaluation);
        var all = model.Forward(tape, tape.Integers(words), state).Value;
        var last = tape.Rent(all.Rows, 1);
        backend.Dense.Copy(all.ColumnRange(all.Columns - 1, 1), last);
        backend.Read(last.AsVector(), logits.AsSpan());
    }
}
