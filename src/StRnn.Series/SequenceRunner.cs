using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Training;

namespace StRnn.Series;

/// <summary>Runs a model over batches of float sequences, for training, evaluation and prediction.</summary>
internal sealed class SequenceRunner(IBackend backend, SeriesModel model, SequenceLayout layout, int batch)
{
    /// <summary>Runs a batch from a zero state.</summary>
    /// <returns>The outputs, [m, columns of targets].</returns>
    public Variable Forward(Tape tape, SequenceBatch sequences)
    {
        var x = tape.Numbers(sequences.Inputs).AsMatrix(model.Options.Inputs, sequences.Columns);
        return model.Forward(tape, Tape.Input(x), sequences.Lengths);
    }

    /// <summary>Runs all sequences and hands out the outputs of each batch, read to the host, [m, columns].</summary>
    public void RunAll(
        Tape tape,
        SequenceSet set,
        Action<SequenceBatch, int, float[]> receive,
        CancellationToken cancellation = default)
    {
        var sequences = new SequenceBatch(set, layout, batch);
        int[] all = [.. Enumerable.Range(0, set.Count)];
        for (int first = 0; first < set.Count; first += batch)
        {
            cancellation.ThrowIfCancellationRequested();
            tape.Begin(StepContext.Evaluation);
            sequences.Read(all.AsSpan(first, Math.Min(batch, set.Count - first)));
            var outputs = Forward(tape, sequences).Value;
            var values = new float[outputs.Rows * outputs.Columns];
            backend.Read<float>(outputs.AsVector(), values);
            receive(sequences, first, values);
        }
    }

    /// <summary>Computes the loss and its measures over labelled sequences.</summary>
    public Evaluation Evaluate(
        Tape tape, string split, SequenceSet set, RegressionLoss loss, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(tape);
        var errors = new ErrorMeter(loss);
        double crossEntropy = 0;
        long right = 0;
        long count = 0;
        RunAll(tape, set, (sequences, _, outputs) =>
        {
            int columns = sequences.TargetColumns;
            for (int column = 0; column < columns; column++)
            {
                if (sequences.Weights[column] == 0)
                {
                    continue;
                }

                count++;
                if (SequenceSet.HasClasses(layout.Targets))
                {
                    double[] logs = ClassProbabilities.LogSoftmax(outputs, columns, column);
                    int label = sequences.Labels[column];
                    crossEntropy -= logs[label];
                    right += ClassProbabilities.BestOf(logs) == label ? 1 : 0;
                    continue;
                }

                var wanted = sequences.Values;
                var differences = new double[set.Outputs];
                for (int k = 0; k < set.Outputs; k++)
                {
                    differences[k] = outputs[(k * columns) + column] - (double)wanted[(k * columns) + column];
                }

                errors.Add(set.Outputs, k => differences[k], k => layout.Values!.Scale[k]);
            }
        }, cancellation);
        return SequenceSet.HasClasses(layout.Targets)
            ? new Evaluation(split, crossEntropy / count, count, right / (double)count)
            : errors.Result(split);
    }
}
