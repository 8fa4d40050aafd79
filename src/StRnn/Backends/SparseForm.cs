using StRnn.Tensors;

namespace StRnn.Backends;

/// <summary>
/// A backend's own form of one sparsity pattern, made by <see cref="ISparseKernels.Prepare"/> once per topology change.
/// Values, gradients and optimiser state of the weight are arrays of <see cref="Nnz"/> elements in the form's order, whatever
/// that is; the host sees canonical (CSR) order only through the methods below.
/// </summary>
public abstract class SparseForm : IDisposable
{
    /// <summary>Describes a form.</summary>
    /// <param name="rows">The number of rows (outputs).</param>
    /// <param name="columns">The number of columns (inputs).</param>
    /// <param name="nnz">The number of connections.</param>
    /// <param name="uses">What the form was prepared for.</param>
    protected SparseForm(int rows, int columns, int nnz, PatternUses uses)
    {
        Rows = rows;
        Columns = columns;
        Nnz = nnz;
        Uses = uses;
    }

    /// <summary>The number of rows (outputs).</summary>
    public int Rows { get; }

    /// <summary>The number of columns (inputs).</summary>
    public int Columns { get; }

    /// <summary>The number of connections.</summary>
    public int Nnz { get; }

    /// <summary>What the form was prepared for.</summary>
    public PatternUses Uses { get; }

    /// <summary>The memory the form takes: indices, offsets, and a transposed twin with its values where there is one.</summary>
    public abstract long LengthInBytes { get; }

    /// <summary>Rebuilds the canonical pattern. Costs O(nnz); nothing of it is kept.</summary>
    public abstract SparsityPattern ToPattern();

    /// <summary>Brings an array from the form's order to canonical order: canonical[k] belongs to the k-th connection of the pattern.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="stored">Nnz elements in the form's order.</param>
    /// <param name="canonical">Receives nnz elements in canonical order; must not overlap <paramref name="stored"/>.</param>
    public abstract void ToCanonical<T>(ReadOnlySpan<T> stored, Span<T> canonical)
        where T : unmanaged;

    /// <summary>The inverse of <see cref="ToCanonical{T}"/>.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="canonical">Nnz elements in canonical order.</param>
    /// <param name="stored">Receives nnz elements in the form's order; must not overlap <paramref name="canonical"/>.</param>
    public abstract void FromCanonical<T>(ReadOnlySpan<T> canonical, Span<T> stored)
        where T : unmanaged;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the form.</summary>
    /// <param name="disposing">False when called by a finalizer.</param>
    protected abstract void Dispose(bool disposing);
}
