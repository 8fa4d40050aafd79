using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Training;

namespace StRnn.Text.Classification;

/// <summary>Predicts class probabilities of texts: softmax of the model's logits, in double precision.</summary>
/// <remarks>
/// Many threads may call the methods without a tape at once, and share the model's weights: each call has a session of
/// the backend of its own, from its <see cref="SessionPool"/>. The model must not be trained meanwhile. The methods
/// with a tape run on its backend and in its thread.
/// </remarks>
/// <param name="backend">The backend that holds the model.</param>
/// <param name="model">A model with weights.</param>
/// <param name="threads">
/// The threads of each call without a tape on a CPU; 1, the default, suits many calls at once, and 0 (one per
/// processor) a single one of a large model. Results do not depend on it.
/// </param>
public sealed class TextPredictor(IBackend backend, TextClassifier model, int threads = 1)
{
    /// <summary>Predicts the classes of texts in one batch; any thread may call it.</summary>
    /// <param name="texts">The texts, at least one; their labels are ignored.</param>
    /// <returns>The probabilities of the classes for each text; they sum to 1.</returns>
    /// <exception cref="ArgumentException">
    /// There are no texts, or one has a word that the model does not have.
    /// </exception>
    /// <exception cref="InvalidOperationException">The model was trained meanwhile.</exception>
    /// <exception cref="ObjectDisposedException">The backend or the model was disposed.</exception>
    public IReadOnlyList<double[]> Predict(EncodedTexts texts)
    {
        using var session = SessionPool.Of(backend).Rent(threads);
        using var tape = new Tape(session.Backend);
        return Predict(tape, texts);
    }

    /// <summary>
    /// Computes the mean cross entropy and the accuracy over labelled texts; any thread may call it.
    /// </summary>
    /// <param name="split">The name of the texts in the result.</param>
    /// <param name="texts">The texts, at least one.</param>
    /// <param name="batch">The batch size B.</param>
    /// <returns>The loss and the accuracy.</returns>
    /// <exception cref="ArgumentException">There are no texts, or a word or label is out of range.</exception>
    /// <exception cref="InvalidOperationException">The model was trained meanwhile.</exception>
    /// <exception cref="ObjectDisposedException">The backend or the model was disposed.</exception>
    public Evaluation Evaluate(string split, EncodedTexts texts, int batch)
    {
        using var session = SessionPool.Of(backend).Rent(threads);
        using var tape = new Tape(session.Backend);
        return Evaluate(tape, split, texts, batch);
    }

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
        if (texts.Count == 0)
        {
            throw new ArgumentException("There are no texts to predict.", nameof(texts));
        }

        var sequences = NewSequences(texts, texts.Count);
        sequences.Read(new ClassificationBatches(texts, texts.Count, seed: null), 0);
        return Predict(tape, sequences);
    }

    /// <summary>Computes the mean cross entropy and the accuracy over labelled texts.</summary>
    /// <param name="tape">The tape to run on.</param>
    /// <param name="split">The name of the texts in the result.</param>
    /// <param name="texts">The texts, at least one.</param>
    /// <param name="batch">The batch size B.</param>
    /// <param name="cancellation">Stops the evaluation.</param>
    /// <returns>The loss and the accuracy.</returns>
    /// <exception cref="ArgumentException">There are no texts, or a word or label is out of range.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Evaluation Evaluate(
        Tape tape, string split, EncodedTexts texts, int batch, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var batches = new ClassificationBatches(texts, batch, seed: null);
        var sequences = NewSequences(texts, batch);
        double loss = 0;
        long right = 0;
        for (int i = 0; i < batches.BatchCount; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            sequences.Read(batches, i);
            var predicted = LogProbabilities(tape, sequences);
            for (int text = 0; text < predicted.Count; text++)
            {
                int label = sequences.Labels[text];
                if (label < 0 || label >= model.Options.Classes)
                {
                    throw new ArgumentException(
                        $"A text has the label {label}; the model has the classes 0 to {model.Options.Classes - 1}.",
                        nameof(texts));
                }

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
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        return new(
            model.Options.VocabularySize, Math.Min(batch, texts.Count), texts.Options, model.Options.MaskPadding);
    }

    private IReadOnlyList<double[]> LogProbabilities(Tape tape, WordSequences texts)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(texts);
        tape.Begin(StepContext.Evaluation);
        var logits = model.Forward(tape, texts).Value;
        var values = new float[logits.Rows * logits.Columns];
        tape.Backend.Read<float>(logits.AsVector(), values);
        tape.EndStep();
        return [.. Enumerable.Range(0, logits.Columns).Select(
            text => ClassProbabilities.LogSoftmax(values, logits.Columns, text))];
    }
}
