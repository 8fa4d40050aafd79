using StRnn.Autograd;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Backends.Reference;
using StRnn.Tensors;

namespace StRnn.Tests.Support;

/// <summary>
/// A check of an operation's gradients on the reference backend in double: the loss is a fixed random projection of the
/// output (a plain sum would hide permuted gradients), and every element of every parameter and input is compared with
/// its central difference.
/// </summary>
internal sealed class GradientCheck : IDisposable
{
    private const double Epsilon = 1e-5;

    // Central differences of a smooth function in double: truncation about 1e-10, cancellation about 1e-11;
    // single-precision constants of the contract (dropout scale, 1/N) add 6e-8 relative.
    private const double Tolerance = 2e-7;

    private readonly Tape _tape;
    private readonly Random _random = new(7);
    private readonly List<Parameter> _parameters = [];
    private readonly List<Tensor> _inputs = [];

    public GradientCheck() => _tape = new Tape(Backend);

    public ReferenceBackend<double> Backend { get; } = new();

    /// <summary>
    /// Adds a dense parameter, or a sparse one with the given connections (positions row * columns + column).
    /// </summary>
    public Parameter Parameter(int rows, int columns, WeightUses uses, long[]? positions = null)
    {
        var parameter = new Parameter($"p{_parameters.Count}", rows, columns, uses, 0);
        Adopt(parameter, positions);
        return parameter;
    }

    /// <summary>Gives a layer's parameter a random weight, times a scale, and checks its gradient too.</summary>
    public void Adopt(Parameter parameter, long[]? positions = null, double scale = 1)
    {
        var (rows, columns, uses) = (parameter.Rows, parameter.Columns, parameter.Uses);
        parameter.Replace(positions is null
            ? new DenseWeight(Backend, rows, columns)
            : new SparseWeight(Backend, SparsityPattern.FromPositions(rows, columns, positions), uses));
        Write(parameter.Weight, [.. Random(parameter.Weight.ParameterCount).Select(value => scale * value)]);
        _parameters.Add(parameter);
    }

    /// <summary>Adds an input whose gradient is checked too.</summary>
    public Tensor Input(int rows, int columns)
    {
        var input = Constant(rows, columns);
        _inputs.Add(input);
        return input;
    }

    /// <summary>Draws numbers that are not differentiated.</summary>
    public Tensor Constant(int rows, int columns)
    {
        var tensor = new Tensor(Backend, rows, columns);
        Write(tensor, Random(rows * columns));
        return tensor;
    }

    /// <summary>Draws connections: each position with the given probability, except in the rows left empty.</summary>
    public long[] Positions(int rows, int columns, double density, params int[] emptyRows)
        => [.. Enumerable.Range(0, rows * columns)
            .Where(position => _random.NextDouble() < density && !emptyRows.Contains(position / columns))
            .Select(position => (long)position)];

    /// <summary>
    /// Checks <paramref name="forward"/>, which maps the inputs' variables to an output, or to null for a loss of its
    /// own in <paramref name="lossSum"/>.
    /// </summary>
    public void Verify(Func<Tape, Variable[], Variable?> forward, Tensor? lossSum = null, double lossScale = 1)
    {
        double[] projection = [];
        double Loss(bool backward, out Variable[] variables)
        {
            _tape.Begin(new StepContext(IsTraining: true, Seed: 11, Step: 3));
            foreach (var parameter in _parameters)
            {
                parameter.ClearGradient();
            }

            lossSum?.SetValues(new float[1]);
            variables = [.. _inputs.Select(input => Tape.Input(input.View))];
            double loss;
            if (forward(_tape, variables) is { } output)
            {
                var values = Read(output.Value);
                projection = projection.Length > 0 ? projection : Random(values.Length);
                loss = values.Zip(projection, (value, weight) => value * weight).Sum();
                Backend.Write<double>(projection, _tape.GradientOf(output, out _).AsVector());
            }
            else
            {
                loss = Read(lossSum!.Values)[0] * lossScale;
            }

            if (backward)
            {
                _tape.Backward();
            }

            return loss;
        }

        Loss(backward: true, out var inputs);
        var gradients = _parameters.Select(parameter => Read(parameter.Gradient))
            .Concat(inputs.Select(input => Read(input.Gradient!.Value.AsVector()))).ToList();
        var operands = _parameters
            .Select(parameter => (parameter.Weight.Values, Changed: (Action)parameter.Weight.MarkChanged))
            .Concat(_inputs.Select(input => (input.Values, Changed: (Action)(() => { })))).ToList();
        for (int w = 0; w < operands.Count; w++)
        {
            var (stored, changed) = operands[w];
            var values = Read(stored);
            for (int k = 0; k < values.Length; k++)
            {
                double numeric = (At(values[k] + Epsilon) - At(values[k] - Epsilon)) / (2 * Epsilon);
                Set(values[k]);
                Assert.That(
                    gradients[w][k],
                    Is.EqualTo(numeric).Within(Tolerance * Math.Max(1, Math.Abs(numeric))),
                    $"operand {w}, element {k}");

                double At(double value)
                {
                    Set(value);
                    return Loss(backward: false, out _);
                }

                void Set(double value)
                {
                    Backend.Write<double>([value], stored.Slice(k, 1));
                    changed();
                }
            }
        }
    }

    public void Write(Tensor tensor, double[] values) => Backend.Write<double>(values, tensor.Values);

    public void Write(Weight weight, double[] values)
    {
        Backend.Write<double>(values, weight.Values);
        weight.MarkChanged();
    }

    public double[] Read(VectorView view)
    {
        var values = new double[view.Length];
        Backend.Read<double>(view, values);
        return values;
    }

    public double[] Read(MatrixView view)
    {
        var copy = _tape.Rent(view.Rows, view.Columns);
        Backend.Dense.Copy(view, copy);
        return Read(copy.AsVector());
    }

    public void Dispose()
    {
        _tape.Dispose();
        _parameters.ForEach(parameter => parameter.Dispose());
        _inputs.ForEach(input => input.Dispose());
        Backend.Dispose();
    }

    private double[] Random(int count) => [.. Enumerable.Range(0, count).Select(_ => (2 * _random.NextDouble()) - 1)];
}
