using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Training;

namespace StRnn.Series;

/// <summary>
/// Predicts classes or values of float sequences, in the data's own unit. Used by one thread at a time.
/// </summary>
/// <param name="backend">The backend that holds the model.</param>
/// <param name="model">A model with weights; it stays the caller's.</param>
/// <param name="layout">The layout that the model was trained by.</param>
public sealed class SequencePredictor(IBackend backend, SeriesModel model, SequenceLayout layout)
{
    private const int MostAtOnce = 64;

    /// <summary>Predicts some sequences.</summary>
    /// <param name="sequences">Inputs, channel c of step t at t * C + c; each has at least one step.</param>
    /// <returns>
    /// Per sequence m numbers, or m for each of its steps, time-major: values, or the probabilities of classes.
    /// </returns>
    /// <exception cref="SeriesException">A sequence is no whole number of steps, or an input is not finite.</exception>
    public IReadOnlyList<float[]> Predict(params IReadOnlyList<float[]> sequences)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        bool perStep = SequenceSet.IsPerStep(layout.Targets);
        bool classes = SequenceSet.HasClasses(layout.Targets);
        int channels = model.Options.Inputs;
        int outputs = model.Options.Outputs;
        if (sequences.Count == 0)
        {
            return [];
        }

        var set = classes
            ? perStep
                ? SequenceSet.WithTags(channels, outputs, sequences.Select(
                    inputs => (inputs, Enumerable.Repeat(-1, inputs.Length / channels).ToArray())))
                : SequenceSet.WithClass(channels, outputs, sequences.Select(inputs => (inputs, 0)))
            : perStep
                ? SequenceSet.WithValuesPerStep(channels, outputs, sequences.Select(
                    inputs => (inputs, new float[inputs.Length / channels * outputs])))
                : SequenceSet.WithValues(channels, outputs, sequences.Select(
                    inputs => (inputs, new float[outputs])));
        var results = new float[sequences.Count][];
        using var tape = new Tape(backend);
        var runner = new SequenceRunner(backend, model, layout, Math.Min(MostAtOnce, sequences.Count));
        runner.RunAll(tape, set, (batch, first, values) =>
        {
            for (int b = 0; b < Math.Min(batch.Batch, sequences.Count - first); b++)
            {
                int steps = perStep ? set.StepsOf(first + b) : 1;
                var result = new float[steps * outputs];
                for (int t = 0; t < steps; t++)
                {
                    Write(values, batch.TargetColumns, (t * batch.Batch) + b, result.AsSpan(t * outputs, outputs));
                }

                results[first + b] = result;
            }
        });
        return results;
    }

    private void Write(float[] values, int columns, int column, Span<float> result)
    {
        double[]? logs = layout.Values is null
            ? ClassProbabilities.LogSoftmax(values, columns, column)
            : null;
        for (int k = 0; k < result.Length; k++)
        {
            result[k] = logs is null
                ? layout.Values!.Invert(values[(k * columns) + column], k)
                : (float)Math.Exp(logs[k]);
        }
    }
}
