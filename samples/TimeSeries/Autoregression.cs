/// <summary>
/// A linear autoregression with intercept, x(t + 1) = a_0 + sum over k of a_k * x(t + 1 - k), fitted by least squares.
/// </summary>
internal sealed class Autoregression
{
    private readonly double[] _coefficients;

    /// <summary>Fits the coefficients to a series: solves the normal equations.</summary>
    /// <param name="series">The series to learn from.</param>
    /// <param name="order">The number of past values.</param>
    public Autoregression(ReadOnlySpan<float> series, int order)
    {
        var normal = new double[order + 1, order + 2];
        for (int t = order; t < series.Length; t++)
        {
            double[] row = [1, .. Past(series, t, order), series[t]];
            for (int i = 0; i <= order; i++)
            {
                for (int j = 0; j <= order + 1; j++)
                {
                    normal[i, j] += row[i] * row[j];
                }
            }
        }

        _coefficients = Solve(normal);
    }

    /// <summary>Predicts the value of a step from those before it.</summary>
    public double Predict(ReadOnlySpan<float> series, int step)
    {
        double sum = _coefficients[0];
        double[] past = Past(series, step, _coefficients.Length - 1);
        for (int k = 0; k < past.Length; k++)
        {
            sum += _coefficients[k + 1] * past[k];
        }

        return sum;
    }

    private static double[] Past(ReadOnlySpan<float> series, int step, int order)
    {
        var past = new double[order];
        for (int k = 0; k < order; k++)
        {
            past[k] = series[step - 1 - k];
        }

        return past;
    }

    // Gauss's elimination; the matrix is positive definite.
    private static double[] Solve(double[,] m)
    {
        int n = m.GetLength(0);
        for (int p = 0; p < n; p++)
        {
            for (int i = 0; i < n; i++)
            {
                double factor = i == p ? 0 : m[i, p] / m[p, p];
                for (int j = p; factor != 0 && j <= n; j++)
                {
                    m[i, j] -= factor * m[p, j];
                }
            }
        }

        return [.. Enumerable.Range(0, n).Select(i => m[i, n] / m[i, i])];
    }
}
