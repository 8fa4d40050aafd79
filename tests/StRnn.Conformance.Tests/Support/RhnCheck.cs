using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Conformance.Tests.Support;

/// <summary>
/// Checks a recurrent highway sequence micro-step by micro-step in double. Each one starts from what the tested backend
/// itself left behind, so that every bound covers one micro-step's roundings and none has to guess how errors grow
/// along the recurrence.
/// </summary>
/// <param name="patterns">R_1 ... R_D, [2H, H]; patterns without connections check the cell alone.</param>
/// <param name="weights">Their values in canonical order.</param>
/// <param name="mask">The multipliers of the dropout mask, [H, B]; all 1 for none.</param>
/// <param name="batch">B.</param>
/// <param name="steps">T.</param>
/// <param name="activations">σ and φ.</param>
internal sealed class RhnCheck(
    SparsityPattern[] patterns, float[][] weights, float[] mask, int batch, int steps, CellActivations activations)
{
    private readonly CellFormula _formula = new(activations);
    private readonly int _units = patterns[0].Columns;
    private readonly int _columns = batch * steps;

    private int Depth => patterns.Length;

    /// <summary>Compares inputs, gates and states of every micro-layer with one forward sequence.</summary>
    public void Forward(
        string context, float[][] pre, float[] initial, float[][] input, float[][] gates, float[][] state)
    {
        for (int l = 0; l < Depth; l++)
        {
            var expectedInput = new double[_units * _columns];
            var expectedGates = new double[gates[l].Length];
            var gateBounds = new double[gates[l].Length];
            var expectedState = new double[_units * _columns];
            var stateBounds = new double[_units * _columns];
            for (int column = 0; column < _columns; column++)
            {
                for (int unit = 0; unit < _units; unit++)
                {
                    expectedInput[(unit * _columns) + column] = Mask(unit, column)
                        * Previous(state, initial, l, unit, column);
                }

                for (int row = 0; row < 2 * _units; row++)
                {
                    int at = (row * _columns) + column;
                    double sum = pre[l][at];
                    double magnitude = Math.Abs(sum);
                    for (int k = patterns[l].RowOffsets[row]; k < patterns[l].RowOffsets[row + 1]; k++)
                    {
                        double product = weights[l][k]
                            * (double)input[l][(patterns[l].ColumnIndices[k] * _columns) + column];
                        sum += product;
                        magnitude += Math.Abs(product);
                    }

                    int products = patterns[l].RowOffsets[row + 1] - patterns[l].RowOffsets[row];
                    double sumBound = products == 0 ? 0 : ErrorBound.OfSum(products + 1, magnitude);
                    (expectedGates[at], gateBounds[at]) = row < _units
                        ? _formula.Kept(sum, sumBound)
                        : (_formula.Gate(sum), (0.25 * sumBound) + ErrorBound.Elementary);
                }

                for (int unit = 0; unit < _units; unit++)
                {
                    int at = (unit * _columns) + column;
                    (double h, double hError) = _formula.Candidate(gates[l][at]);
                    double t = gates[l][((_units + unit) * _columns) + column];
                    double before = Previous(state, initial, l, unit, column);
                    expectedState[at] = (h * t) + (before * (1 - t));
                    stateBounds[at] = (Math.Abs(t) * hError)
                        + ErrorBound.OfSum(6, Math.Abs(h) + (2 * Math.Abs(before)) + Math.Abs(h - before));
                }
            }

            Compare.AssertWithin(
                $"{context}, input {l}", input[l], expectedInput,
                at => ErrorBound.OfSum(1, Math.Abs(expectedInput[at])));
            Compare.AssertWithin($"{context}, gates {l}", gates[l], expectedGates, at => gateBounds[at]);
            Compare.AssertWithin($"{context}, state {l}", state[l], expectedState, at => stateBounds[at]);
        }
    }

    /// <summary>Compares the gradients of the pre-activations with one backward sequence.</summary>
    /// <param name="resultDs">Where it is known: the gradient of the initial state along the carry.</param>
    public void Backward(
        string context, float[][] gates, float[] initial, float[][] state, float[] dy, float[][] dGates,
        float[]? resultDs)
    {
        var expected = gates.Select(values => new double[values.Length]).ToArray();
        var bounds = gates.Select(values => new double[values.Length]).ToArray();
        var ds = new double[_units * batch];
        var dsBounds = new double[ds.Length];
        for (int step = steps - 1; step >= 0; step--)
        {
            for (int at = 0; at < ds.Length; at++)
            {
                double above = dy[(at / batch * _columns) + (step * batch) + (at % batch)];
                dsBounds[at] += ErrorBound.OfSum(1, Math.Abs(ds[at]) + Math.Abs(above));
                ds[at] += above;
            }

            for (int l = Depth - 1; l >= 0; l--)
            {
                for (int at = 0; at < ds.Length; at++)
                {
                    int unit = at / batch;
                    int column = (step * batch) + (at % batch);
                    int upper = (unit * _columns) + column;
                    int lower = ((_units + unit) * _columns) + column;
                    (double h, double hError) = _formula.Candidate(gates[l][upper]);
                    (double slope, double slopeError) = _formula.CandidateSlope(gates[l][upper]);
                    double slopeReach = Math.Max(1, Math.Abs(slope)) + slopeError;
                    double t = gates[l][lower];
                    double before = Previous(state, initial, l, unit, column);
                    double gap = Math.Abs(h) + hError + Math.Abs(before);
                    expected[l][upper] = ds[at] * t * slope;
                    bounds[l][upper] = (Math.Abs(t) * ((dsBounds[at] * slopeReach) + (Math.Abs(ds[at]) * slopeError)))
                        + ErrorBound.OfSum(5, Math.Abs(ds[at] * t) * slopeReach);
                    expected[l][lower] = ds[at] * (h - before) * _formula.GateSlope(t);
                    bounds[l][lower] = (dsBounds[at] * gap) + (Math.Abs(ds[at]) * hError)
                        + ErrorBound.OfSum(6, Math.Abs(ds[at]) * gap);
                    dsBounds[at] = (dsBounds[at] * Math.Abs(1 - t)) + ErrorBound.OfSum(3, Math.Abs(ds[at]));
                    ds[at] *= 1 - t;
                }

                AddProduct(l, step, dGates[l], ds, dsBounds);
            }
        }

        for (int l = 0; l < Depth; l++)
        {
            Compare.AssertWithin($"{context}, dGates {l}", dGates[l], expected[l], at => bounds[l][at]);
        }

        if (resultDs is not null)
        {
            Compare.AssertWithin($"{context}, ds", resultDs, ds, at => dsBounds[at]);
        }
    }

    /// <summary>ds += m*(R_lᵀ*dGates_l).</summary>
    private void AddProduct(int l, int step, float[] dGates, double[] ds, double[] dsBounds)
    {
        var sums = new double[ds.Length];
        var magnitudes = new double[ds.Length];
        var terms = new int[_units];
        for (int row = 0; row < patterns[l].Rows; row++)
        {
            for (int k = patterns[l].RowOffsets[row]; k < patterns[l].RowOffsets[row + 1]; k++)
            {
                int unit = patterns[l].ColumnIndices[k];
                terms[unit]++;
                for (int b = 0; b < batch; b++)
                {
                    double product = weights[l][k] * (double)dGates[(row * _columns) + (step * batch) + b];
                    sums[(unit * batch) + b] += product;
                    magnitudes[(unit * batch) + b] += Math.Abs(product);
                }
            }
        }

        for (int at = 0; at < ds.Length; at++)
        {
            if (terms[at / batch] > 0)
            {
                dsBounds[at] += ErrorBound.OfSum(terms[at / batch] + 3, Math.Abs(ds[at]) + (mask[at] * magnitudes[at]));
                ds[at] += mask[at] * sums[at];
            }
        }
    }

    private double Mask(int unit, int column) => mask[(unit * batch) + (column % batch)];

    private double Previous(float[][] state, float[] initial, int l, int unit, int column)
        => l > 0 ? state[l - 1][(unit * _columns) + column]
            : column < batch ? initial[(unit * batch) + column]
            : state[Depth - 1][(unit * _columns) + column - batch];
}
