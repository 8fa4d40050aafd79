using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Conformance.Tests.Support;

/// <summary>A sparse weight on all sides: each side's own packed matrix, and values in its packed order.</summary>
internal sealed class SparseOperand : IDisposable
{
    private readonly Dictionary<Side, PackedMatrix> _packed = [];
    private readonly Dictionary<Side, SparseWeight> _weights = [];

    public SparseOperand(Workbench bench, SparsityPattern pattern, WeightUses uses, Layout layout, float range = 1)
    {
        Pattern = pattern;
        foreach (Side side in Enum.GetValues<Side>())
        {
            _packed[side] = bench.On(side).Sparse.Pack(pattern, uses);
        }

        CanonicalValues = bench.Numbers(pattern.Nnz, range);
        Values = bench.Input("W", 1, pattern.Nnz, layout, CanonicalValues, order: this);
        foreach (Side side in Enum.GetValues<Side>())
        {
            bench.On(side).Sparse.Refresh(Packed(side), Values.Vector(side));
            _weights[side] = new SparseWeight(bench.On(side), Packed(side), Values.Vector(side));
        }
    }

    public SparsityPattern Pattern { get; }

    public float[] CanonicalValues { get; }

    public Operand Values { get; }

    public PackedMatrix Packed(Side side) => _packed[side];

    /// <summary>Gets packed matrix and values as the engine multiplies with them.</summary>
    public SparseWeight Weight(Side side) => _weights[side];

    public VectorView Vector(Side side) => Values.Vector(side);

    public void Dispose()
    {
        foreach (PackedMatrix packed in _packed.Values)
        {
            packed.Dispose();
        }
    }
}
