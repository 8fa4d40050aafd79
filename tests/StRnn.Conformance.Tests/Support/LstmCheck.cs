using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Conformance.Tests.Support;

/// <summary>
/// Checks an LSTM sequence step by step in double. Each step starts from what the tested backend itself left behind, so
/// that every bound covers one step's roundings and none has to guess how errors grow along the recurrence.
/// </summary>
/// <param name="pattern">W_hh, [4H, H]; a pattern without connections checks the cell alone.</param>
/// <param name="weights">Its values in canonical order.</param>
/// <param name="batch">B.</param>
/// <param name="steps">T.</param>
/// <param name="activations">σ and φ.</param>
internal sealed class LstmCheck(
    SparsityPattern pattern, float[] weights, int batch, int steps, CellActivations activations)
{
    private readonly CellFormula _formula = new(activations);
    private readonly int _units = pattern.Columns;
    private readonly int _columns = batch * steps;

    /// <summary>Compares gates, c and h with one forward sequence.</summary>
    public void Forward(
        string context, float[] pre, float[] initialH, float[] initialC, float[] gates, float[] c, float[] h)
    {
        var expectedGates = new double[gates.Length];
        var gateBounds = new double[gates.Length];
        var expectedC = new double[c.Length];
        var boundsC = new double[c.Length];
        var expectedH = new double[h.Length];
        var boundsH = new double[h.Length];
        for (int column = 0; column < _columns; column++)
        {
            for (int row = 0; row < 4 * _units; row++)
            {
                int at = (row * _columns) + column;
                double sum = pre[at];
                double magnitude = Math.Abs(sum);
                for (int k = pattern.RowOffsets[row]; k < pattern.RowOffsets[row + 1]; k++)
                {
                    double product = weights[k] * (double)Previous(h, initialH, pattern.ColumnIndices[k], column);
                    sum += product;
                    magnitude += Math.Abs(product);
                }

                int products = pattern.RowOffsets[row + 1] - pattern.RowOffsets[row];
                double sumBound = products == 0 ? 0 : ErrorBound.OfSum(products + 1, magnitude);
                (expectedGates[at], gateBounds[at]) = row / _units == 2
                    ? _formula.Kept(sum, sumBound)
                    : (_formula.Gate(sum), (0.25 * sumBound) + ErrorBound.Elementary);
            }

            for (int unit = 0; unit < _units; unit++)
            {
                int at = (unit * _columns) + column;
                double before = Previous(c, initialC, unit, column);
                double kept = Gate(gates, 1, unit, column) * before;
                double i = Gate(gates, 0, unit, column);
                (double g, double gError) = _formula.Candidate(Gate(gates, 2, unit, column));
                double added = i * g;
                expectedC[at] = kept + added;
                boundsC[at] = ErrorBound.OfSum(5, Math.Abs(kept) + Math.Abs(added))
                    + (Math.Abs(i) * gError) + (ErrorBound.SmallestNormal * (1 + Math.Abs(before) + Math.Abs(g)));
                double output = Gate(gates, 3, unit, column);
                expectedH[at] = output * Math.Tanh(c[at]);
                boundsH[at] =
                    (Math.Abs(output) * (ErrorBound.Elementary + ErrorBound.OfSum(3, Math.Min(Math.Abs(c[at]), 1) + 1)))
                    + ErrorBound.SmallestNormal;
            }
        }

        Compare.AssertWithin($"{context}, gates", gates, expectedGates, at => gateBounds[at]);
        Compare.AssertWithin($"{context}, c", c, expectedC, at => boundsC[at]);
        Compare.AssertWithin($"{context}, h", h, expectedH, at => boundsH[at]);
    }

    /// <summary>Compares the gradients of the pre-activations with one backward sequence.</summary>
    /// <param name="finalDc">The gradient of c_(T-1) from later steps.</param>
    /// <param name="resultDc">Where it is known: the gradient of the initial c.</param>
    public void Backward(
        string context, float[] gates, float[] initialC, float[] c, float[] dh, float[] finalDc, float[] dGates,
        float[]? resultDc)
    {
        var expected = new double[dGates.Length];
        var bounds = new double[dGates.Length];
        double[] dc = Array.ConvertAll(finalDc, value => (double)value);
        var dcBounds = new double[dc.Length];
        for (int step = steps - 1; step >= 0; step--)
        {
            (double[] outputs, double[] outputBounds) = OutputGradient(dh, dGates, step);
            for (int unit = 0; unit < _units; unit++)
            {
                for (int b = 0; b < batch; b++)
                {
                    int column = (step * batch) + b;
                    int state = (unit * batch) + b;
                    double i = Gate(gates, 0, unit, column);
                    double f = Gate(gates, 1, unit, column);
                    (double g, double gError) = _formula.Candidate(Gate(gates, 2, unit, column));
                    (double slope, double slopeError) = _formula.CandidateSlope(Gate(gates, 2, unit, column));
                    double slopeReach = Math.Max(1, Math.Abs(slope)) + slopeError;
                    double o = Gate(gates, 3, unit, column);
                    double t = Math.Tanh(c[(unit * _columns) + column]);
                    double before = Previous(c, initialC, unit, column);
                    double output = outputs[state];
                    double through = output * o * (1 - (t * t));
                    double cell = dc[state] + through;
                    double cellBound = dcBounds[state] + (outputBounds[state] * Math.Abs(o))
                        + (2 * ErrorBound.Elementary * Math.Abs(output * o))
                        + ErrorBound.OfSum(6, Math.Abs(dc[state]) + Math.Abs(output * o));
                    Set(
                        0, cell * g * _formula.GateSlope(i),
                        (((cellBound * (Math.Abs(g) + gError)) + (Math.Abs(cell) * gError)) * _formula.GateReach(i))
                            + ErrorBound.OfSum(6, Math.Abs(cell * g) * _formula.GateReach(i)));
                    Set(
                        1, cell * before * _formula.GateSlope(f),
                        (cellBound * Math.Abs(before) * _formula.GateReach(f))
                            + ErrorBound.OfSum(6, Math.Abs(cell * before) * _formula.GateReach(f)));
                    Set(
                        2, cell * i * slope,
                        (Math.Abs(i) * ((cellBound * slopeReach) + (Math.Abs(cell) * slopeError)))
                        + ErrorBound.OfSum(6, Math.Abs(cell * i) * slopeReach));
                    Set(
                        3, output * t * _formula.GateSlope(o),
                        (outputBounds[state] * _formula.GateReach(o))
                            + (ErrorBound.Elementary * Math.Abs(output) * _formula.GateReach(o))
                        + ErrorBound.OfSum(6, Math.Abs(output) * _formula.GateReach(o)));
                    dc[state] = cell * f;
                    dcBounds[state] = (cellBound * Math.Abs(f)) + ErrorBound.OfSum(2, Math.Abs(cell * f));

                    void Set(int gate, double value, double bound)
                    {
                        int at = ((((gate * _units) + unit) * _columns) + column);
                        expected[at] = value;
                        bounds[at] = bound;
                    }
                }
            }
        }

        Compare.AssertWithin($"{context}, dGates", dGates, expected, at => bounds[at]);
        if (resultDc is not null)
        {
            Compare.AssertWithin($"{context}, dc", resultDc, dc, at => dcBounds[at]);
        }
    }

    /// <summary>dh_t from above plus W_hhᵀ*dGates_(t+1).</summary>
    private (double[] Sums, double[] Bounds) OutputGradient(float[] dh, float[] dGates, int step)
    {
        var sums = new double[_units * batch];
        var magnitudes = new double[sums.Length];
        var terms = new int[_units];
        for (int unit = 0; unit < _units; unit++)
        {
            for (int b = 0; b < batch; b++)
            {
                double above = dh[(unit * _columns) + (step * batch) + b];
                sums[(unit * batch) + b] = above;
                magnitudes[(unit * batch) + b] = Math.Abs(above);
            }
        }

        for (int row = 0; row < pattern.Rows && step < steps - 1; row++)
        {
            for (int k = pattern.RowOffsets[row]; k < pattern.RowOffsets[row + 1]; k++)
            {
                int unit = pattern.ColumnIndices[k];
                terms[unit]++;
                for (int b = 0; b < batch; b++)
                {
                    double product = weights[k] * (double)dGates[(row * _columns) + ((step + 1) * batch) + b];
                    sums[(unit * batch) + b] += product;
                    magnitudes[(unit * batch) + b] += Math.Abs(product);
                }
            }
        }

        var bounds = new double[sums.Length];
        for (int at = 0; at < bounds.Length; at++)
        {
            int count = terms[at / batch];
            bounds[at] = count == 0 ? 0 : ErrorBound.OfSum(count + 1, magnitudes[at]);
        }

        return (sums, bounds);
    }

    private double Gate(float[] gates, int gate, int unit, int column)
        => gates[(((gate * _units) + unit) * _columns) + column];

    private float Previous(float[] states, float[] initial, int unit, int column) => column < batch
        ? initial[(unit * batch) + column]
        : states[(unit * _columns) + column - batch];
}
