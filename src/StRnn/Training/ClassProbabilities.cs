namespace StRnn.Training;

/// <summary>Class probabilities of logits that were read to the host, in double precision.</summary>
public static class ClassProbabilities
{
    /// <summary>Computes log softmax of one column of a matrix of logits.</summary>
    /// <param name="logits">The matrix, [C, N], row by row.</param>
    /// <param name="columns">N.</param>
    /// <param name="column">The number of the column.</param>
    /// <returns>The logarithm of each class's probability.</returns>
    public static double[] LogSoftmax(ReadOnlySpan<float> logits, int columns, int column)
    {
        var values = new double[logits.Length / columns];
        for (int k = 0; k < values.Length; k++)
        {
            values[k] = logits[(k * columns) + column];
        }

        double largest = values.Max();
        double logSum = largest + Math.Log(values.Sum(value => Math.Exp(value - largest)));
        return [.. values.Select(value => value - logSum)];
    }

    /// <summary>Gets the class of the highest probability; the first on a tie.</summary>
    /// <param name="probabilities">The probability of each class, or its logarithm.</param>
    /// <returns>The number of the class.</returns>
    public static int BestOf(IReadOnlyList<double> probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        int best = 0;
        for (int label = 1; label < probabilities.Count; label++)
        {
            best = probabilities[label] > probabilities[best] ? label : best;
        }

        return best;
    }
}
