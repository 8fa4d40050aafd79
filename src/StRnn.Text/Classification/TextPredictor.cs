using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Training;

namespace StRnn.Text.Classification;

/// <summary>Class probabilities of texts: softmax of the model's logits, in double.</summary>
/// <param name="backend">Where the model runs.</param>
/// <param name="model">A model with weights.</param>
public sealed class TextPredictor(IBackend backend, TextClassifier model)
{
    /// <summary>Predicts a batch.</summary>
    /// <param name="tape">A tape to run on; its step in progress ends.</param>
    /// <param name="texts">B texts.</param>
    /// <returns>Of each text the probabilities of the classes, which sum to 1.</returns>
    public IReadOnlyList<double[]> Predict(Tape tape, WordSequences texts)
        => [.. LogProbabilities(tape, texts).Select(logs => logs.Select(Math.Exp).ToArray())];

    /// <summary>Predicts texts in one batch.</summary>
    /// <param name="tape">A tape to run on; its step in progress ends.</param>
    /// <param name="texts">The texts, at least one; their labels do not matter.</param>
    /// <returns>Of each text the probabilities of the classes, which sum to 1.</returns>
    public IReadOnlyList<double[]> Predict(Tape tape, EncodedTexts texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var sequences = NewSequences(texts, texts.Count);
        sequences.Read(new ClassificationBatches(texts, texts.Count, seed: null), 0);
        return Predict(tape, sequences);
    }

    /// <summary>Mean cross entropy and accuracy over labelled texts.</summary>
    /// <param name="tape">A tape to run on.</param>
    /// <param name="split">What they are called in the result.</param>
    /// <param name="texts">The texts, at least one.</param>
    /// <param name="batch">B.</param>
    /// <exception cref="ArgumentException">There are no texts.</exception>
    public Evaluation Evaluate(Tape tape, string split, EncodedTexts texts, int batch)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var batches = new ClassificationBatches(texts, batch, seed: null);
        var sequences = NewSequences(texts, batch);
        double loss = 0;
        long right = 0;
        for (int i = 0; i < batches.BatchCount; i++)
        {
            sequences.Read(batches, i);
            var predicted = LogProbabilities(tape, sequences);
            for (int text = 0; text < predicted.Count; text++)
            {
                int label = sequences.Labels[text];
                loss -= predicted[text][label];
                right += ClassOf(predicted[text]) == label ? 1 : 0;
            }
        }

        return new Evaluation(split, loss / texts.Count, texts.Count, right / (double)texts.Count);
    }

    /// <summary>The class of the highest probability, the first on a tie.</summary>
    /// <param name="probabilities">By class; their logarithms serve as well.</param>
    public static int ClassOf(IReadOnlyList<double> probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        int best = 0;
        for (int label = 1; label < probabilities.Count; label++)
        {
            best = probabilities[label] > probabilities[best] ? label : best;
        }

        return best;
    }

    private WordSequences NewSequences(EncodedTexts texts, int batch)
        => new(model.Options.VocabularySize, Math.Min(batch, texts.Count), texts.Options, model.Options.MaskPadding);

    private IReadOnlyList<double[]> LogProbabilities(Tape tape, WordSequences texts)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(texts);
        tape.Begin(StepContext.Evaluation);
        var logits = model.Forward(tape, texts).Value;
        var values = new float[logits.Rows * logits.Columns];
        backend.Read<float>(logits.AsVector(), values);
        return [.. Enumerable.Range(0, logits.Columns).Select(
            text => LogSoftmax([.. Enumerable.Range(0, logits.Rows).Select(label => (double)values[(label * logits.Columns) + text])]))];
    }

    private static double[] LogSoftmax(double[] logits)
    {
        double largest = logits.Max();
        double logSum = largest + Math.Log(logits.Sum(logit => Math.Exp(logit - largest)));
        return [.. logits.Select(logit => logit - logSum)];
    }
}
