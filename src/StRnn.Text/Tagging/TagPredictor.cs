using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Text.Corpora;
using StRnn.Training;

namespace StRnn.Text.Tagging;

/// <summary>Tags the words of sentences. Used by one thread at a time.</summary>
/// <param name="backend">The backend that holds the model.</param>
/// <param name="model">A model with weights; it stays the caller's.</param>
/// <param name="words">The known words.</param>
/// <param name="tags">The tags, in the order of their numbers.</param>
public sealed class TagPredictor(
    IBackend backend, TokenTagger model, Vocabulary words, IReadOnlyList<string> tags)
{
    private const int MostAtOnce = 64;

    /// <summary>Tags some sentences.</summary>
    /// <param name="sentences">The words of each sentence; a word that is not known is an unknown one.</param>
    /// <returns>Per sentence, each word's most likely tag with its probability.</returns>
    public IReadOnlyList<IReadOnlyList<TagPrediction>> Predict(
        params IReadOnlyList<IReadOnlyList<string>> sentences)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        EncodedSentence[] encoded = [.. sentences.Select(
            sentence => new EncodedSentence(words.Encode(sentence), [.. sentence.Select(_ => -1)]))];
        var results = new TagPrediction[encoded.Length][];
        using var tape = new Tape(backend);
        int size = Math.Clamp(encoded.Length, 1, MostAtOnce);
        RunAll(backend, model, tape, encoded, size, (batch, first, logits) =>
        {
            for (int b = 0; b < Math.Min(batch.Batch, encoded.Length - first); b++)
            {
                int at = b;
                results[first + b] = [.. Enumerable.Range(0, encoded[first + b].Words.Count).Select(
                    t => Best(ClassProbabilities.LogSoftmax(logits, batch.Columns, (t * batch.Batch) + at)))];
            }
        });
        return results;
    }

    /// <summary>Runs all sentences and hands out the logits of each batch, read to the host, [C, T*B].</summary>
    internal static void RunAll(
        IBackend backend,
        TokenTagger model,
        Tape tape,
        IReadOnlyList<EncodedSentence> sentences,
        int size,
        Action<SentenceBatch, int, float[]> receive,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(tape);
        var batch = new SentenceBatch(size);
        int[] all = [.. Enumerable.Range(0, sentences.Count)];
        for (int first = 0; first < all.Length; first += size)
        {
            cancellation.ThrowIfCancellationRequested();
            tape.Begin(StepContext.Evaluation);
            batch.Read(sentences, all.AsSpan(first, Math.Min(size, all.Length - first)));
            var logits = model.Forward(tape, batch.Words, batch.Lengths).Value;
            var values = new float[logits.Rows * logits.Columns];
            backend.Read<float>(logits.AsVector(), values);
            receive(batch, first, values);
        }
    }

    private TagPrediction Best(double[] logs)
    {
        int best = ClassProbabilities.BestOf(logs);
        return new TagPrediction(tags[best], Math.Exp(logs[best]));
    }
}

/// <summary>A word's most likely tag.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Probability">Its probability.</param>
public readonly record struct TagPrediction(string Tag, double Probability);
