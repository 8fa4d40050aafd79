using StRnn.Autograd;
using StRnn.Training;

namespace StRnn.Series;

/// <summary>
/// Sums the errors of an evaluation on the host, in double: of standardised values, and in the data's unit.
/// </summary>
/// <param name="loss">The loss of standardised values.</param>
internal sealed class ErrorMeter(RegressionLoss loss)
{
    private double _loss;
    private double _squares;
    private double _sizes;
    private long _values;
    private long _targets;

    /// <summary>Adds the m outputs of a target.</summary>
    /// <param name="outputs">m.</param>
    /// <param name="errorOf">The error of an output, standardised.</param>
    /// <param name="scaleOf">The standard deviation of an output, in the data's unit.</param>
    public void Add(int outputs, Func<int, double> errorOf, Func<int, double> scaleOf)
    {
        double sum = 0;
        for (int k = 0; k < outputs; k++)
        {
            double error = errorOf(k);
            double size = Math.Abs(error);
            sum += loss.IsSquaredError ? error * error
                : size <= loss.Delta ? error * error / 2
                : loss.Delta * (size - (loss.Delta / 2.0));
            double real = error * scaleOf(k);
            _squares += real * real;
            _sizes += Math.Abs(real);
        }

        _loss += sum / outputs;
        _values += outputs;
        _targets++;
    }

    public Evaluation Result(string split) => new(split, _loss / _targets, _targets)
    {
        Rmse = Math.Sqrt(_squares / _values),
        Mae = _sizes / _values,
    };
}
