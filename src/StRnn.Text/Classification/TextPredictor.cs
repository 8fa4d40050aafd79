using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Training;

namespace StRnn.Text.Classification;

/// <summary>Predicts class probabilities of texts: softmax of the model's logits, in double precision.</summary>
/// <param name="backend">The backend that runs the model.</param>
/// <param name="model">A model with weights.</param>
public sealed class TextPredictor(IBackend backend, TextClassifier model)
{
    /// <summary>Predicts the classes of a batch.</summary>
    /// <param name="tape">The tape to run on; its current step ends.</param>
    /// <param name="texts">The batch of B texts.</param>
    /// <returns>The probabilities of the classes for each text; they sum to 1.</returns>
    public IReadOnlyList<double[]> Predict(Tape tape, WordSequences texts)
        => [.. LogProbabilities(tape, texts).Select(logs => logs.Select(Math.Exp).ToArray())];

    /// <summary>Predicts the classes of texts in one batch.</summary>
    /// <param name="tape">The tape to run on; its current step ends.</param>
    /// <param name="texts">The texts, at least one; their labels are ignored.</param>
    /// <returns>The probabilities of the classes for each text; they sum to 1.</returns>
    public IReadOnlyList<double[]> Predict(Tape tape, EncodedTexts texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var sequences = NewSequences(texts, texts.Count);
        sequences.Read(new ClassificationBatches(texts, texts.Count, seed: null), 0);
        return Predict(tape, sequences);
    }

    /// <summary>Computes the mean cross entropy and the accuracy over labelled texts.</summary>
    /// <param name="tape">The tape to run on.</param>
    /// <param name="split">The name of the texts in the result.</param>
    /// <param name="texts">The texts, at least one.</param>
    /// <param name="batch">The batch size B.</param>
    /// <returns>The loss and the accuracy.</returns>
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

    /// <summary>Gets the class of the highest probability; the first on a tie.</summary>
    /// <param name="probabilities">The probability of each class, or its logarithm.</param>
    /// <returns>The number of the class.</returns>
    public static int ClassOf(IReadOnlyList<double> probabilities) => ClassProbabilities.BestOf(probabilities);

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
            text => ClassProbabilities.LogSoftmax(values, logits.Columns, text))];
    }
}
