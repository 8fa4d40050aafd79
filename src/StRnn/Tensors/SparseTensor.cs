using StRnn.Backends;

namespace StRnn.Tensors;

/// <summary>A sparse weight: the values of one sparsity pattern on a backend. Its memory is proportional to nnz.</summary>
public sealed class SparseTensor : Weight
{
    private readonly SparseForm _form;
    private readonly DeviceBuffer _values;
    private bool _stale = true;

    /// <summary>Allocates a weight with the given connections, all values 0.</summary>
    /// <param name="backend">Where it lives.</param>
    /// <param name="pattern">The connections; not kept.</param>
    /// <param name="uses">What the weight is used for.</param>
    /// <exception cref="BackendOutOfMemoryException">The device cannot hold it; what was allocated of it is freed.</exception>
    public SparseTensor(IBackend backend, SparsityPattern pattern, PatternUses uses)
        : base(
            backend ?? throw new ArgumentNullException(nameof(backend)),
            (pattern ?? throw new ArgumentNullException(nameof(pattern))).Rows,
            pattern.Columns)
    {
        _form = backend.Sparse.Prepare(pattern, uses);
        try
        {
            _values = backend.Allocate(backend.Info.ElementType, pattern.Nnz);
        }
        catch
        {
            _form.Dispose();
            throw;
        }
    }

    /// <summary>The backend's form of the pattern.</summary>
    public SparseForm Form => _form;

    /// <inheritdoc/>
    public override int ParameterCount => _form.Nnz;

    /// <inheritdoc/>
    public override bool IsSparse => true;

    /// <inheritdoc/>
    public override VectorView Values => new(_values);

    /// <inheritdoc/>
    public override long LengthInBytes => _values.LengthInBytes + _form.LengthInBytes;

    /// <inheritdoc/>
    public override void MarkChanged() => _stale = true;

    /// <summary>Brings the backend's copies of the values up to date; products that need it do so themselves.</summary>
    public void Refresh()
    {
        if (_stale)
        {
            Backend.Sparse.Refresh(_form, Values);
            _stale = false;
        }
    }

    /// <inheritdoc/>
    public override void Multiply(MatrixView x, MatrixView y, bool accumulate)
    {
        CheckProduct(nameof(Multiply), y, x);
        Backend.Sparse.SpMM(_form, Values, x, y, accumulate);
    }

    /// <inheritdoc/>
    public override void MultiplyTransposed(MatrixView g, MatrixView d, bool accumulate)
    {
        CheckProduct(nameof(MultiplyTransposed), g, d);
        Refresh();
        Backend.Sparse.SpMMTransposed(_form, Values, g, d, accumulate);
    }

    /// <inheritdoc/>
    public override void WeightGradient(MatrixView g, MatrixView x, VectorView gradient, bool accumulate)
    {
        CheckProduct(nameof(WeightGradient), g, x);
        CheckArray(nameof(WeightGradient), gradient.Length);
        Backend.Sparse.Sddmm(_form, g, x, gradient, accumulate);
    }

    /// <inheritdoc/>
    public override void GatherRows(VectorView ids, MatrixView y)
    {
        CheckRows(nameof(GatherRows), ids, y);
        Backend.Sparse.GatherRows(_form, Values, ids, y);
    }

    /// <inheritdoc/>
    public override void ScatterAddRows(VectorView ids, MatrixView g, VectorView gradient, bool accumulate)
    {
        CheckRows(nameof(ScatterAddRows), ids, g);
        CheckArray(nameof(ScatterAddRows), gradient.Length);
        Backend.Sparse.ScatterAddRows(_form, ids, g, gradient, accumulate);
    }

    /// <inheritdoc/>
    public override void ReadCanonical(VectorView stored, Span<float> canonical)
    {
        CheckArray(nameof(ReadCanonical), canonical.Length);
        using var inFormOrder = new HostScratch<float>(canonical.Length);
        HostTransfer.Read(Backend, stored, inFormOrder.Span);
        _form.ToCanonical<float>(inFormOrder.Span, canonical);
    }

    /// <inheritdoc/>
    public override void WriteCanonical(ReadOnlySpan<float> canonical, VectorView stored)
    {
        CheckArray(nameof(WriteCanonical), canonical.Length);
        using var inFormOrder = new HostScratch<float>(canonical.Length);
        _form.FromCanonical(canonical, inFormOrder.Span);
        HostTransfer.Write(Backend, inFormOrder.Span, stored);
    }

    private protected override void DisposeStorage()
    {
        _form.Dispose();
        _values.Dispose();
    }
}
