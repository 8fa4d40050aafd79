using StRnn.Backends;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Tensors;

/// <summary>
/// A sparse weight: the values of one sparsity pattern on a backend. Its memory is proportional to nnz.
/// </summary>
public sealed class SparseWeight : Weight
{
    private readonly PackedMatrix _packed;
    private readonly VectorView _values;
    private readonly bool _isOwner;
    private bool _stale = true;

    /// <summary>Allocates a weight with the given connections and values 0.</summary>
    /// <param name="backend">The backend that holds it.</param>
    /// <param name="pattern">The connections; not kept.</param>
    /// <param name="uses">The uses of the weight.</param>
    /// <param name="storage">The form of the values; in 16 bits only forward products are possible.</param>
    /// <exception cref="BackendOutOfMemoryException">
    /// The device cannot hold the weight; a partial allocation is freed.
    /// </exception>
    public SparseWeight(
        IBackend backend,
        SparsityPattern pattern,
        WeightUses uses,
        WeightStorage storage = WeightStorage.Float32)
        : base(
            backend ?? throw new ArgumentNullException(nameof(backend)),
            (pattern ?? throw new ArgumentNullException(nameof(pattern))).Rows,
            pattern.Columns)
    {
        Storage = storage;
        _packed = backend.Sparse.Pack(
            pattern, storage == WeightStorage.BFloat16 ? uses | WeightUses.ForwardOnly : uses);
        try
        {
            var elementType = storage == WeightStorage.BFloat16 && backend.TryGetOptional(out IBFloat16Kernels? _)
                ? ElementType.BFloat16
                : backend.Info.ElementType;
            _values = new VectorView(backend.Allocate(elementType, pattern.Nnz));
            _isOwner = true;
        }
        catch
        {
            _packed.Dispose();
            throw;
        }
    }

    /// <summary>Wraps a packed matrix and values that stay the caller's.</summary>
    /// <param name="backend">The backend that holds them.</param>
    /// <param name="packed">The connections.</param>
    /// <param name="values">[nnz], in packed order.</param>
    /// <param name="storage">The form of the values.</param>
    internal SparseWeight(
        IBackend backend, PackedMatrix packed, VectorView values, WeightStorage storage = WeightStorage.Float32)
        : base(backend, packed.Rows, packed.Columns)
    {
        _packed = packed;
        _values = values;
        Storage = storage;
    }

    /// <summary>Gets the pattern in the backend's own layout.</summary>
    public PackedMatrix Packed => _packed;

    /// <summary>Gets the form of the values.</summary>
    public WeightStorage Storage { get; }

    /// <inheritdoc/>
    public override int ParameterCount => _packed.Nnz;

    /// <inheritdoc/>
    public override bool IsSparse => true;

    /// <inheritdoc/>
    public override VectorView Values => _values;

    /// <inheritdoc/>
    public override long LengthInBytes => _values.LengthInBytes + _packed.LengthInBytes;

    /// <summary>Updates the backend's copies of the values; products that need them do so themselves.</summary>
    /// <exception cref="InvalidOperationException">The values are in 16 bits, for forward products alone.</exception>
    public void Refresh()
    {
        RequireGradients(nameof(Refresh));
        if (_stale)
        {
            Backend.Sparse.Refresh(_packed, Values);
            _stale = false;
        }
    }

    /// <inheritdoc/>
    public override void Multiply(MatrixView x, MatrixView y, bool accumulate)
    {
        CheckProduct(nameof(Multiply), y, x);
        Backend.Sparse.SpMM(_packed, Values, x, y, accumulate);
    }

    /// <inheritdoc/>
    public override void MultiplyTransposed(MatrixView g, MatrixView d, bool accumulate)
    {
        RequireGradients(nameof(MultiplyTransposed));
        CheckProduct(nameof(MultiplyTransposed), g, d);
        Refresh();
        Backend.Sparse.SpMMTransposed(_packed, g, d, accumulate);
    }

    /// <inheritdoc/>
    public override void WeightGradient(MatrixView g, MatrixView x, VectorView gradient, bool accumulate)
    {
        RequireGradients(nameof(WeightGradient));
        CheckProduct(nameof(WeightGradient), g, x);
        CheckArray(nameof(WeightGradient), gradient.Length);
        Backend.Sparse.Sddmm(_packed, g, x, gradient, accumulate);
    }

    /// <inheritdoc/>
    public override void GatherRows(VectorView ids, MatrixView y)
    {
        CheckRows(nameof(GatherRows), ids, y);
        Backend.Sparse.GatherRows(_packed, Values, ids, y);
    }

    /// <inheritdoc/>
    public override void ScatterAddRows(VectorView ids, MatrixView g, VectorView gradient, bool accumulate)
    {
        RequireGradients(nameof(ScatterAddRows));
        CheckRows(nameof(ScatterAddRows), ids, g);
        CheckArray(nameof(ScatterAddRows), gradient.Length);
        Backend.Sparse.ScatterAddRows(_packed, ids, g, gradient, accumulate);
    }

    /// <inheritdoc/>
    public override void ReadCanonical(VectorView stored, Span<float> canonical)
    {
        CheckArray(nameof(ReadCanonical), canonical.Length);
        using var inPackedOrder = new HostScratch<float>(canonical.Length);
        HostTransfer.Read(Backend, stored, inPackedOrder.Span);
        _packed.ToCanonical<float>(inPackedOrder.Span, canonical);
    }

    /// <inheritdoc/>
    public override void WriteCanonical(ReadOnlySpan<float> canonical, VectorView stored)
    {
        CheckArray(nameof(WriteCanonical), canonical.Length);
        using var inPackedOrder = new HostScratch<float>(canonical.Length);
        _packed.FromCanonical(canonical, inPackedOrder.Span);
        if (Storage == WeightStorage.BFloat16)
        {
            RoundedTransfer.Write(Backend, inPackedOrder.Span, stored);
        }
        else
        {
            HostTransfer.Write(Backend, inPackedOrder.Span, stored);
        }
    }

    private void RequireGradients(string operation)
    {
        if (Storage != WeightStorage.Float32)
        {
            throw new InvalidOperationException(
                $"{operation}: a weight stored as {Storage} is for inference; take {nameof(WeightStorage.Float32)} for "
                + "gradients.");
        }
    }

    private protected override void OnChanged() => _stale = true;

    private protected override Weight BorrowedBy(IBackend session)
        => new SparseWeight(session, _packed, _values, Storage);

    private protected override void DisposeStorage()
    {
        if (_isOwner)
        {
            _packed.Dispose();
            _values.Buffer.Dispose();
        }
    }
}
