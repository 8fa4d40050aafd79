using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Sparsity.Redistribution;
using StRnn.Tensors;

namespace StRnn.Tests.Support;

/// <summary>
/// SNFS as public programs do it: dense weights under a mask, dense momentum. The oracle for the truly sparse one.
/// </summary>
internal sealed class MaskedMomentumSimulation
{
    private const double LargestShareOfFree = 0.99;

    private readonly IBackend _backend;
    private readonly SequenceTask _task;
    private readonly HashSet<long>?[] _masks;
    private readonly double[][] _momentum;

    public MaskedMomentumSimulation(IBackend backend, SequenceTask task, HashSet<long>?[] masks)
    {
        _backend = backend;
        _task = task;
        _masks = masks;
        _momentum = [.. task.Parameters.Select(parameter => new double[parameter.Weight.ParameterCount])];
        ApplyMasks();
        task.BeginEpoch();
    }

    public void Step(int step, double learningRate, double momentum)
    {
        using var tape = new Tape(_backend);
        using var loss = new Tensor(_backend, 1, 1);
        foreach (var parameter in _task.Parameters)
        {
            parameter.ClearGradient();
        }

        tape.Begin(new StepContext(IsTraining: true, Seed: 3, (uint)step));
        _task.Forward(tape, 0, step % SequenceTask.Windows, loss.Values);
        tape.Backward();
        for (int i = 0; i < _task.Parameters.Count; i++)
        {
            var parameter = _task.Parameters[i];
            parameter.CompleteGradient();
            var gradient = new double[_momentum[i].Length];
            var values = new double[_momentum[i].Length];
            _backend.Read<double>(parameter.Gradient, gradient);
            _backend.Read<double>(parameter.Weight.Values, values);
            for (int k = 0; k < gradient.Length; k++)
            {
                _momentum[i][k] = (momentum * _momentum[i][k]) + gradient[k];
                values[k] -= learningRate * _momentum[i][k];
            }

            _backend.Write<double>(values, parameter.Weight.Values);
        }

        ApplyMasks();
        if ((step + 1) % SequenceTask.Windows == 0)
        {
            _task.BeginEpoch();
        }
    }

    public void Update(double rate)
    {
        int[] sparse = [.. Enumerable.Range(0, _masks.Length).Where(i => _masks[i] is not null)];
        double[] means = [.. sparse.Select(i => _masks[i]!.Average(k => Math.Abs(_momentum[i][k])))];
        int[] pruned = [.. sparse.Select(i => (int)Math.Ceiling(rate * _masks[i]!.Count))];
        long[] free = [.. sparse.Select((i, n) =>
            (long)(LargestShareOfFree * (_momentum[i].Length - _masks[i]!.Count + pruned[n])))];
        long[] grown = LargestRemainder.Of(pruned.Sum(), means, free, spreadsEqually: true);
        for (int n = 0; n < sparse.Length; n++)
        {
            int i = sparse[n];
            double[] values = Read(i);
            var kept = _masks[i]!.OrderBy(k => Math.Abs(values[k])).ThenBy(k => k).Skip(pruned[n]).ToHashSet();
            var came = Enumerable.Range(0, values.Length).Select(k => (long)k).Where(k => !kept.Contains(k))
                .OrderByDescending(k => Math.Abs((float)_momentum[i][k])).ThenBy(k => k).Take((int)grown[n]);
            _masks[i] = [.. kept, .. came];
        }

        ApplyMasks();
    }

    public IEnumerable<Dictionary<long, float>> Weights()
        => _masks.Select((mask, i) =>
        {
            double[] values = Read(i);
            return (mask ?? [.. Enumerable.Range(0, values.Length).Select(k => (long)k)])
                .ToDictionary(k => k, k => (float)values[k]);
        });

    private double[] Read(int i)
    {
        var values = new double[_momentum[i].Length];
        _backend.Read<double>(_task.Parameters[i].Weight.Values, values);
        return values;
    }

    private void ApplyMasks()
    {
        for (int i = 0; i < _masks.Length; i++)
        {
            if (_masks[i] is { } mask)
            {
                double[] values = [.. Read(i).Select((value, k) => mask.Contains(k) ? value : 0)];
                _backend.Write<double>(values, _task.Parameters[i].Weight.Values);
            }
        }
    }
}
