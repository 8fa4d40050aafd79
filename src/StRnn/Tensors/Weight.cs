using StRnn.Backends;
using StRnn.Backends.Memory;

namespace StRnn.Tensors;

/// <summary>
/// A weight matrix W, [outputs, inputs], of a layer: a <see cref="DenseWeight"/> or a <see cref="SparseWeight"/>.
/// Layers and autograd treat both alike.
/// </summary>
/// <remarks>
/// Gradients and optimiser state of a weight are flat arrays of <see cref="ParameterCount"/> elements in the same order
/// as <see cref="Values"/>, so an update is one linear sweep. The host reads and writes in canonical order: row after
/// row, and for a sparse weight only the connections.
/// </remarks>
public abstract class Weight : IDisposable
{
    private int _version;

    private protected Weight(IBackend backend, int rows, int columns)
    {
        Backend = backend;
        Rows = rows;
        Columns = columns;
    }

    /// <summary>Gets the backend that holds the values.</summary>
    public IBackend Backend { get; }

    /// <summary>Gets the number of outputs.</summary>
    public int Rows { get; }

    /// <summary>Gets the number of inputs.</summary>
    public int Columns { get; }

    /// <summary>Gets the number of trainable values: rows * columns, or nnz.</summary>
    public abstract int ParameterCount { get; }

    /// <summary>Gets a value indicating whether only the connections are stored.</summary>
    public abstract bool IsSparse { get; }

    /// <summary>Gets ParameterCount / (rows * columns).</summary>
    public double Density => ParameterCount / ((double)Rows * Columns);

    /// <summary>Gets the values in the backend's order. Call <see cref="MarkChanged"/> after writing them.</summary>
    public abstract VectorView Values { get; }

    /// <summary>
    /// Gets the bytes of everything stored for the weight: values, indices, a transposed copy; not its gradient or
    /// optimiser state.
    /// </summary>
    public abstract long LengthInBytes { get; }

    /// <summary>
    /// Marks <see cref="Values"/> as written, so that copies of them are refreshed before their next use.
    /// </summary>
    public void MarkChanged()
    {
        Interlocked.Increment(ref _version);
        OnChanged();
    }

    /// <summary>Gets the number of calls of <see cref="MarkChanged"/>.</summary>
    internal int Version => Volatile.Read(ref _version);

    /// <summary>
    /// Returns this weight as a session of its backend sees it, for products without gradients; the memory stays this
    /// one's.
    /// </summary>
    internal Weight On(IBackend session) => BorrowedBy(session);

    /// <summary>Computes Y = W*X, or Y += W*X.</summary>
    /// <param name="x">[inputs, N].</param>
    /// <param name="y">[outputs, N].</param>
    /// <param name="accumulate">Add to <paramref name="y"/>.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public abstract void Multiply(MatrixView x, MatrixView y, bool accumulate);

    /// <summary>Computes D = Wᵀ*G, or D += Wᵀ*G: the gradient of the input.</summary>
    /// <param name="g">[outputs, N].</param>
    /// <param name="d">[inputs, N].</param>
    /// <param name="accumulate">Add to <paramref name="d"/>.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public abstract void MultiplyTransposed(MatrixView g, MatrixView d, bool accumulate);

    /// <summary>Computes dW = G*Xᵀ, or dW += G*Xᵀ, for the stored values only.</summary>
    /// <param name="g">[outputs, N].</param>
    /// <param name="x">[inputs, N].</param>
    /// <param name="gradient">[ParameterCount], in the order of <see cref="Values"/>.</param>
    /// <param name="accumulate">Add to <paramref name="gradient"/>.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public abstract void WeightGradient(MatrixView g, MatrixView x, VectorView gradient, bool accumulate);

    /// <summary>Looks up rows of an embedding: column j of Y becomes row ids[j] of W.</summary>
    /// <param name="ids">N row numbers.</param>
    /// <param name="y">[inputs, N].</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public abstract void GatherRows(VectorView ids, MatrixView y);

    /// <summary>Computes the gradient of <see cref="GatherRows"/>.</summary>
    /// <param name="ids">N row numbers.</param>
    /// <param name="g">[inputs, N].</param>
    /// <param name="gradient">[ParameterCount], in the order of <see cref="Values"/>.</param>
    /// <param name="accumulate">Add to <paramref name="gradient"/> instead of replacing all of it.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public abstract void ScatterAddRows(VectorView ids, MatrixView g, VectorView gradient, bool accumulate);

    /// <summary>
    /// Reads an array of this weight (values, gradient, state) in canonical order; blocks until the backend is done.
    /// </summary>
    /// <param name="stored">[ParameterCount], in the order of <see cref="Values"/>.</param>
    /// <param name="canonical">[ParameterCount].</param>
    public abstract void ReadCanonical(VectorView stored, Span<float> canonical);

    /// <summary>
    /// Writes an array that belongs to this weight from canonical order. Values need <see cref="MarkChanged"/>
    /// afterwards.
    /// </summary>
    /// <param name="canonical">[ParameterCount].</param>
    /// <param name="stored">[ParameterCount], in the order of <see cref="Values"/>.</param>
    public abstract void WriteCanonical(ReadOnlySpan<float> canonical, VectorView stored);

    /// <summary>Reads the values in canonical order; blocks until the backend is done.</summary>
    public float[] ToArray()
    {
        var values = new float[ParameterCount];
        ReadCanonical(Values, values);
        return values;
    }

    /// <summary>Replaces the values, given in canonical order.</summary>
    /// <param name="canonical">[ParameterCount].</param>
    public void SetValues(ReadOnlySpan<float> canonical)
    {
        WriteCanonical(canonical, Values);
        MarkChanged();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        DisposeStorage();
        GC.SuppressFinalize(this);
    }

    private protected virtual void OnChanged()
    {
    }

    private protected abstract Weight BorrowedBy(IBackend session);

    private protected abstract void DisposeStorage();

    private protected void CheckProduct(string operation, MatrixView outputs, MatrixView inputs)
    {
        if (outputs.Rows != Rows || inputs.Rows != Columns || outputs.Columns != inputs.Columns)
        {
            throw new ArgumentException(
                $"{operation}: a [{Rows}, {Columns}] weight takes [{Columns}, N] inputs and [{Rows}, N] outputs, not "
                + $"[{inputs.Rows}, {inputs.Columns}] and [{outputs.Rows}, {outputs.Columns}].");
        }
    }

    private protected void CheckRows(string operation, VectorView ids, MatrixView columns)
    {
        if (columns.Rows != Columns || columns.Columns != ids.Length)
        {
            throw new ArgumentException(
                $"{operation}: {ids.Length} rows of a [{Rows}, {Columns}] weight make a [{Columns}, {ids.Length}] "
                + "matrix, not "
                + $"[{columns.Rows}, {columns.Columns}].");
        }
    }

    private protected void CheckArray(string operation, long length)
    {
        if (length != ParameterCount)
        {
            throw new ArgumentException(
                $"{operation}: a [{Rows}, {Columns}] weight with {ParameterCount} values cannot use an array of "
                + $"{length}.");
        }
    }
}
