using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Conformance.Tests.Support;

/// <summary>A sparse weight in 16 bits on all sides, for products without gradients.</summary>
internal sealed class SixteenBitOperand : IDisposable
{
    private readonly Dictionary<Side, SparseWeight> _weights = [];

    public SixteenBitOperand(Workbench bench, SparsityPattern pattern, WeightUses uses)
    {
        float[] values = bench.Numbers(pattern.Nnz);
        foreach (Side side in Enum.GetValues<Side>())
        {
            var weight = new SparseWeight(bench.On(side), pattern, uses, WeightStorage.BFloat16);
            weight.SetValues(side == Side.Magnitude ? [.. values.Select(Math.Abs)] : values);
            _weights[side] = weight;
        }
    }

    public SparseWeight this[Side side] => _weights[side];

    public void Dispose()
    {
        foreach (var weight in _weights.Values)
        {
            weight.Dispose();
        }
    }
}
