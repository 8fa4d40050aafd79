using StRnn.Autograd;
using StRnn.Backends.Reference;
using StRnn.Randomness;
using StRnn.Sparsity;
using StRnn.Sparsity.Initialization;
using StRnn.Tensors;

namespace StRnn.Tests.Autograd;

/// <summary>
/// The gradient at all positions, from the factors of a step of a sparse model, equals the gradient of the dense model
/// that has zeros where the sparse one has no connection.
/// </summary>
public sealed class DenseGradientTests
{
    [Test]
    public void It_equals_the_gradient_of_the_dense_model_with_zeros([Values] bool rhn)
    {
        using var backend = new ReferenceBackend<double>();
        using var sparse = new SequenceTask(backend, hidden: 12, dropout: 0.2f, rhn: rhn);
        using var dense = new SequenceTask(backend, hidden: 12, dropout: 0.2f, rhn: rhn);
        ModelInitializer.Initialize(backend, sparse.Parameters, new UniformInitializer(0.3), seed: 1);
        ModelInitializer.Initialize(backend, dense.Parameters, null, seed: 1);
        foreach (var (from, to) in sparse.Parameters.Zip(dense.Parameters))
        {
            to.Weight.SetValues(Spread(from));
        }

        using var sparseTape = Run(backend, sparse, keepsFactors: true);
        using var denseTape = Run(backend, dense, keepsFactors: false);
        int compared = 0;
        foreach (var (parameter, whole) in sparse.Parameters.Zip(dense.Parameters)
            .Where(pair => pair.First.Weight.IsSparse))
        {
            var gradient = sparseTape.Factors.Of(sparseTape, parameter);
            var expected = new double[whole.Weight.ParameterCount];
            backend.Read<double>(whole.Gradient, expected);
            for (int row = 0; row < parameter.Rows; row += 5)
            {
                int count = Math.Min(5, parameter.Rows - row);
                var block = new double[count * parameter.Columns];
                backend.Read<double>(gradient.Rows(row, count).AsVector(), block);
                Assert.That(
                    block,
                    Is.EqualTo(expected[(row * parameter.Columns)..((row + count) * parameter.Columns)]).Within(1e-12),
                    parameter.Name);
                compared += block.Count(value => value != 0);
            }
        }

        Assert.That(compared, Is.GreaterThan(1000));
    }

    /// <summary>Of a lookup, of products, of a decoder computed in slices; connected and free positions.</summary>
    [Test]
    public void At_chosen_positions_it_is_the_same([Values] bool rhn)
    {
        using var backend = new ReferenceBackend<double>();
        using var task = new SequenceTask(backend, hidden: 12, dropout: 0.2f, rhn: rhn);
        ModelInitializer.Initialize(backend, task.Parameters, new UniformInitializer(0.3), seed: 1);
        using var tape = Run(backend, task, keepsFactors: true);
        int compared = 0;
        foreach (var parameter in task.Parameters.Where(parameter => parameter.Weight.IsSparse))
        {
            var shape = new MatrixShape(parameter.Rows, parameter.Columns);
            var sample = RandomPattern.Draw(shape, (int)shape.Size / 3, new RandomSequence(2, 1, 0));
            float[] gradient = tape.Factors.At(tape, parameter, sample);
            var dense = tape.Factors.Of(tape, parameter);
            var row = new double[parameter.Columns];
            foreach (var (position, value) in sample.ToPositions().Zip(gradient))
            {
                backend.Read<double>(dense.Rows((int)(position / parameter.Columns), 1).AsVector(), row);
                Assert.That(value, Is.EqualTo(row[position % parameter.Columns]).Within(1e-6), parameter.Name);
                compared += value != 0 ? 1 : 0;
            }
        }

        Assert.That(compared, Is.GreaterThan(300));
    }

    private static Tape Run(ReferenceBackend<double> backend, SequenceTask task, bool keepsFactors)
    {
        var tape = new Tape(backend);
        using var loss = new Tensor(backend, 1, 1);
        task.BeginEpoch();
        tape.Begin(new StepContext(IsTraining: true, Seed: 7, Step: 3, keepsFactors));
        task.Forward(tape, 0, 0, loss.Values);
        tape.Backward();
        return tape;
    }

    private static float[] Spread(Parameter parameter)
    {
        float[] values = parameter.Weight.ToArray();
        if (parameter.Weight is not SparseWeight sparse)
        {
            return values;
        }

        var spread = new float[parameter.Rows * parameter.Columns];
        foreach (var (position, value) in sparse.Packed.ToPattern().ToPositions().Zip(values))
        {
            spread[position] = value;
        }

        return spread;
    }
}
