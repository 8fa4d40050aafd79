using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.Optimizers;
using StRnn.Tensors;

namespace StRnn.Sparsity;

/// <summary>
/// The optimiser's state at all positions of every sparse weight, connected or not, for growth by momentum. It is as
/// large as that of a dense run, and every step computes a dense gradient for it, block by block. Source: SNFS,
/// Dettmers and Zettlemoyer 2019.
/// </summary>
/// <param name="backend">The backend that holds it.</param>
/// <param name="optimizer">The optimiser whose state it is.</param>
internal sealed class DenseMomentum(IBackend backend, IOptimizer optimizer) : IDisposable
{
    private readonly Dictionary<Parameter, DeviceBuffer[]> _states = [];
    private DeviceBuffer? _zeros;

    /// <summary>Gets the bytes held.</summary>
    public long LengthInBytes
        => _states.Values.Sum(states => states.Sum(state => state.LengthInBytes)) + (_zeros?.LengthInBytes ?? 0);

    /// <summary>Returns the state arrays of a parameter, [rows * columns] each, row after row.</summary>
    public IReadOnlyList<VectorView> Of(Parameter parameter)
    {
        if (!_states.TryGetValue(parameter, out var states))
        {
            long size = (long)parameter.Rows * parameter.Columns;
            states = [.. optimizer.StateNames.Select(_ => backend.Allocate(backend.Info.ElementType, size))];
            _states[parameter] = states;
        }

        return [.. states.Select(state => new VectorView(state))];
    }

    /// <summary>
    /// Updates the state as the optimiser's step does, from the factors of the gradients on the tape.
    /// </summary>
    public void Accumulate(Tape tape, IReadOnlyList<Parameter> parameters, long step)
    {
        foreach (var parameter in parameters.Where(each => each.Weight.IsSparse))
        {
            var states = Of(parameter);
            var gradient = tape.Factors.Of(tape, parameter);
            for (int first = 0; first < parameter.Rows; first += gradient.BlockRows)
            {
                var block = gradient.Rows(first, Math.Min(gradient.BlockRows, parameter.Rows - first)).AsVector();
                long start = (long)first * parameter.Columns;
                optimizer.Accumulate(
                    block, [.. states.Select(state => state.Slice(start, block.Length))], Zeros(block.Length), step);
            }
        }
    }

    /// <summary>Returns |momentum| of all positions of a parameter, as scores.</summary>
    public IPositionScores ScoresOf(Parameter parameter) => new Scores(this, parameter);

    /// <summary>Copies the state of their positions to connections that were just added.</summary>
    public void Continue(Parameter parameter, SparsityPattern before)
    {
        var weight = (SparseWeight)parameter.Weight;
        var pattern = weight.Packed.ToPattern();
        for (int i = 0; i < optimizer.StateNames.Count; i++)
        {
            using var canonical = new HostScratch<float>(weight.ParameterCount);
            weight.ReadCanonical(parameter.States[i], canonical.Span);
            Continue(Of(parameter)[i], before, pattern, canonical.Span);
            weight.WriteCanonical(canonical.Span, parameter.States[i]);
        }
    }

    public void Dispose()
    {
        foreach (var state in _states.Values.SelectMany(states => states))
        {
            state.Dispose();
        }

        _states.Clear();
        _zeros?.Dispose();
        _zeros = null;
    }

    private void Continue(VectorView dense, SparsityPattern before, SparsityPattern pattern, Span<float> canonical)
    {
        using var row = new HostScratch<float>(pattern.Columns);
        for (int r = 0; r < pattern.Rows; r++)
        {
            var old = before.ColumnIndices[before.RowOffsets[r]..before.RowOffsets[r + 1]];
            HostTransfer.Read(backend, dense.Slice((long)r * pattern.Columns, pattern.Columns), row.Span);
            for (int k = pattern.RowOffsets[r]; k < pattern.RowOffsets[r + 1]; k++)
            {
                int column = pattern.ColumnIndices[k];
                canonical[k] = old.BinarySearch(column) < 0 ? row.Span[column] : canonical[k];
            }
        }
    }

    private VectorView Zeros(long length)
    {
        if (_zeros is null || _zeros.Length < length)
        {
            _zeros?.Dispose();
            _zeros = backend.Allocate(backend.Info.ElementType, length);
        }

        return new VectorView(_zeros, 0, length);
    }

    private sealed class Scores(DenseMomentum momentum, Parameter parameter) : IPositionScores
    {
        public int BlockRows => Math.Clamp(DenseGradient.BlockElements / parameter.Columns, 1, parameter.Rows);

        public void Read(int first, int count, Span<float> scores)
        {
            long start = (long)first * parameter.Columns;
            long length = (long)count * parameter.Columns;
            var states = momentum.Of(parameter).Select(state =>
            {
                var read = new float[length];
                HostTransfer.Read(momentum.Backend, state.Slice(start, length), read);
                return new Memory<float>(read);
            }).ToList();
            momentum.Optimizer.ToMomentum(states);
            states[0].Span.CopyTo(scores);
        }
    }

    private IBackend Backend => backend;

    private IOptimizer Optimizer => optimizer;
}
