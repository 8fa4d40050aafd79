using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.Randomness;
using StRnn.Sparsity.Initialization;
using StRnn.Sparsity.Schedules;
using StRnn.Tensors;

namespace StRnn.Tests.Support;

/// <summary>
/// Sparse training as the paper simulated it, written independently of the engine's topology code: dense weights, a
/// dense 0/1 mask, dense gradients multiplied with the mask, dense optimiser state multiplied with the mask after every
/// step. Pruning sorts, growth walks the dense matrix. Only the random draws (which ranks among the free positions) are
/// the engine's.
/// </summary>
internal sealed class MaskedDenseTrainer(
    IBackend backend, SequenceTask task, double density, double p0, ulong seed, int stateCount) : IDisposable
{
    private readonly Tape _tape = new(backend);
    private readonly Tensor _lossSum = new(backend, 1, 1);
    private readonly Dictionary<Parameter, bool[]> _masks = [];
    private readonly Dictionary<Parameter, float[][]> _states = [];

    public IReadOnlyDictionary<Parameter, bool[]> Masks => _masks;

    public void Initialize()
    {
        ModelInitializer.Initialize(backend, task.Parameters, null, seed);
        for (int i = 0; i < task.Parameters.Count; i++)
        {
            var parameter = task.Parameters[i];
            int size = parameter.Rows * parameter.Columns;
            var mask = new bool[size];
            if (parameter.CanBeSparse)
            {
                var random = new RandomSequence(seed, RandomStreams.InitialPattern + (uint)i, 0);
                foreach (long position in DistinctSample.Draw(size, (int)Math.Round(density * size), ref random))
                {
                    mask[position] = true;
                }
            }
            else
            {
                Array.Fill(mask, true);
            }

            _masks[parameter] = mask;
            _states[parameter] = [.. Enumerable.Range(0, stateCount).Select(_ => new float[size])];
            parameter.Weight.SetValues(Masked(parameter.Weight.ToArray(), mask));
        }
    }

    /// <summary>
    /// Trains with a backend's own dense update, which gets a parameter, its states, the squared gradient norm and the
    /// step, from 1.
    /// </summary>
    public void Train(int epochs, Action<Parameter, VectorView[], VectorView, long> update)
    {
        long step = 0;
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            task.BeginEpoch();
            for (int window = 0; window < task.StepsPerEpoch; window++)
            {
                Step(window, (uint)step, update);
                step++;
            }

            double rate = new CosinePruningRate(p0).RateAt(step, (long)epochs * task.StepsPerEpoch);
            for (int i = 0; i < task.Parameters.Count; i++)
            {
                if (task.Parameters[i].CanBeSparse)
                {
                    UpdateMask(i, rate, (uint)epoch);
                }
            }
        }
    }

    public void Dispose()
    {
        _tape.Dispose();
        _lossSum.Dispose();
    }

    private static float[] Masked(float[] values, bool[] mask)
        => [.. values.Select((value, k) => mask[k] ? value : 0f)];

    private void Step(int window, uint step, Action<Parameter, VectorView[], VectorView, long> update)
    {
        foreach (var parameter in task.Parameters)
        {
            parameter.ClearGradient();
        }

        _tape.Begin(new StepContext(true, seed, step));
        task.Forward(_tape, 0, window, _lossSum.Values);
        _tape.Backward();

        // Clipping with the truly sparse norm; everything is masked first and goes through the backend's own update.
        var squaredNorm = _tape.Rent(1);
        backend.Dense.Fill(squaredNorm, 0);
        foreach (var parameter in task.Parameters)
        {
            var gradient = new float[parameter.Rows * parameter.Columns];
            parameter.Weight.ReadCanonical(parameter.Gradient, gradient);
            parameter.Weight.WriteCanonical(Masked(gradient, _masks[parameter]), parameter.Gradient);
            backend.Optimizer.AddSquaredNorm(parameter.Gradient, squaredNorm);
        }

        foreach (var parameter in task.Parameters)
        {
            var states = _states[parameter];
            var buffers = new VectorView[stateCount];
            for (int i = 0; i < stateCount; i++)
            {
                buffers[i] = _tape.Rent(parameter.Weight.ParameterCount);
                parameter.Weight.WriteCanonical(states[i], buffers[i]);
            }

            update(parameter, buffers, squaredNorm, step + 1L);
            for (int i = 0; i < stateCount; i++)
            {
                parameter.Weight.ReadCanonical(buffers[i], states[i]);
                states[i] = Masked(states[i], _masks[parameter]);
            }

            parameter.Weight.SetValues(Masked(parameter.Weight.ToArray(), _masks[parameter]));
        }
    }

    private void UpdateMask(int index, double rate, uint update)
    {
        var parameter = task.Parameters[index];
        var mask = _masks[parameter];
        var values = parameter.Weight.ToArray();
        int[] active = [.. Enumerable.Range(0, mask.Length).Where(k => mask[k])];
        int count = (int)Math.Ceiling(rate * active.Length);
        foreach (int k in active.OrderBy(k => Math.Abs(values[k])).ThenBy(k => k).Take(count))
        {
            mask[k] = false;
        }

        int[] free = [.. Enumerable.Range(0, mask.Length).Where(k => !mask[k])];
        var random = new RandomSequence(seed, RandomStreams.Regrowth + (uint)index, update);
        foreach (long rank in DistinctSample.Draw(free.Length, count, ref random))
        {
            mask[free[rank]] = true;
        }

        parameter.Weight.SetValues(Masked(values, mask));
        for (int i = 0; i < stateCount; i++)
        {
            _states[parameter][i] = Masked(_states[parameter][i], mask);
        }
    }
}
