using StRnn.Backends;
using StRnn.Tensors;

namespace StRnn.Conformance.Tests.Bench;

/// <summary>A sparse weight on all sides: each side's own form, and values in that form's order.</summary>
internal sealed class SparseWeight : IDisposable
{
    private readonly Dictionary<Side, SparseForm> _forms = [];

    public SparseWeight(Workbench bench, SparsityPattern pattern, PatternUses uses, Layout layout, float range = 1)
    {
        Pattern = pattern;
        foreach (Side side in Enum.GetValues<Side>())
        {
            _forms[side] = bench.On(side).Sparse.Prepare(pattern, uses);
        }

        CanonicalValues = bench.Numbers(pattern.Nnz, range);
        Values = bench.Input("W", 1, pattern.Nnz, layout, CanonicalValues, order: this);
        foreach (Side side in Enum.GetValues<Side>())
        {
            bench.On(side).Sparse.Refresh(Form(side), Values.Vector(side));
        }
    }

    public SparsityPattern Pattern { get; }

    public float[] CanonicalValues { get; }

    public Operand Values { get; }

    public SparseForm Form(Side side) => _forms[side];

    public VectorView Vector(Side side) => Values.Vector(side);

    public void Dispose()
    {
        foreach (SparseForm form in _forms.Values)
        {
            form.Dispose();
        }
    }
}
