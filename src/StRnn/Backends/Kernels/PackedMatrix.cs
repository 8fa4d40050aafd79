using StRnn.Backends.Memory;

namespace StRnn.Backends.Kernels;

/// <summary>
/// A sparsity pattern in a backend's own layout, created by <see cref="ISparseKernels.Pack"/> once per topology change.
/// Values, gradients and optimiser state of the weight are arrays of <see cref="Nnz"/> elements in packed order, which
/// the backend defines; <see cref="ToCanonical{T}"/> and <see cref="FromCanonical{T}"/> convert to and from canonical
/// (CSR) order.
/// </summary>
public abstract class PackedMatrix : DeviceResource
{
    /// <summary>Describes a packed matrix.</summary>
    /// <param name="pattern">The pattern that is packed; it is not kept.</param>
    /// <param name="uses">The uses that the matrix is packed for.</param>
    protected PackedMatrix(SparsityPattern pattern, WeightUses uses)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        Rows = pattern.Rows;
        Columns = pattern.Columns;
        Nnz = pattern.Nnz;
        Blocks = pattern.Blocks;
        Uses = uses;
    }

    /// <summary>Gets the number of rows (outputs).</summary>
    public int Rows { get; }

    /// <summary>Gets the number of columns (inputs).</summary>
    public int Columns { get; }

    /// <summary>Gets the number of connections.</summary>
    public int Nnz { get; }

    /// <summary>
    /// Gets the groups of rows that share their columns; a backend may make its products faster by them.
    /// </summary>
    public RowBlocks Blocks { get; }

    /// <summary>Gets the uses that the matrix is packed for.</summary>
    public WeightUses Uses { get; }

    /// <summary>
    /// Gets the bytes of the packed matrix: indices, offsets, and a transposed copy with its values if there is one.
    /// </summary>
    public abstract long LengthInBytes { get; }

    /// <summary>Rebuilds the canonical pattern, with its blocks, in O(nnz); it is not kept.</summary>
    public abstract SparsityPattern ToPattern();

    /// <summary>
    /// Converts an array from packed order to canonical order: canonical[k] belongs to the k-th nonzero of the pattern.
    /// </summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="stored">Nnz elements in packed order.</param>
    /// <param name="canonical">
    /// Receives nnz elements in canonical order; must not overlap <paramref name="stored"/>.
    /// </param>
    public abstract void ToCanonical<T>(ReadOnlySpan<T> stored, Span<T> canonical)
        where T : unmanaged;

    /// <summary>
    /// Converts an array from canonical order to packed order, the inverse of <see cref="ToCanonical{T}"/>.
    /// </summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="canonical">Nnz elements in canonical order.</param>
    /// <param name="stored">
    /// Receives nnz elements in packed order; must not overlap <paramref name="canonical"/>.
    /// </param>
    public abstract void FromCanonical<T>(ReadOnlySpan<T> canonical, Span<T> stored)
        where T : unmanaged;

    /// <summary>Checks the arguments of <see cref="ToCanonical{T}"/> and <see cref="FromCanonical{T}"/>.</summary>
    /// <param name="stored">The length of the array in packed order.</param>
    /// <param name="canonical">The length of the array in canonical order.</param>
    /// <exception cref="ArgumentException">One is not <see cref="Nnz"/>.</exception>
    protected void CheckLengths(int stored, int canonical)
    {
        if (stored != Nnz || canonical != Nnz)
        {
            throw new ArgumentException(
                $"A packed matrix of {Nnz} nonzeros cannot reorder arrays of {stored} and {canonical} elements.");
        }
    }

    private protected override string Description
        => $"A packed matrix [{Rows}, {Columns}] with {Nnz} nonzeros";
}
