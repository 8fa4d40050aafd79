using StRnn.Backends;
using StRnn.Backends.Memory;

namespace StRnn.Tensors;

/// <summary>A dense weight, row-major; also a bias ([n, 1]).</summary>
public sealed class DenseWeight : Weight
{
    private readonly Tensor _tensor;

    /// <summary>Allocates a weight of zeros.</summary>
    /// <param name="backend">The backend that holds it.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <exception cref="ArgumentException">The sizes are not positive, or the product exceeds 2³¹ - 1.</exception>
    public DenseWeight(IBackend backend, int rows, int columns)
        : base(backend ?? throw new ArgumentNullException(nameof(backend)), rows, columns)
        => _tensor = new Tensor(backend, rows, columns);

    private DenseWeight(IBackend session, DenseWeight owner)
        : base(session, owner.Rows, owner.Columns)
        => _tensor = owner._tensor.On(session);

    /// <inheritdoc/>
    public override int ParameterCount => Rows * Columns;

    /// <inheritdoc/>
    public override bool IsSparse => false;

    /// <inheritdoc/>
    public override VectorView Values => _tensor.Values;

    /// <inheritdoc/>
    public override long LengthInBytes => _tensor.LengthInBytes;

    /// <summary>Gets the elements as a matrix.</summary>
    public MatrixView View => _tensor.View;

    /// <inheritdoc/>
    public override void Multiply(MatrixView x, MatrixView y, bool accumulate)
    {
        CheckProduct(nameof(Multiply), y, x);
        Backend.Dense.Gemm(View, x, y, accumulate);
    }

    /// <inheritdoc/>
    public override void MultiplyTransposed(MatrixView g, MatrixView d, bool accumulate)
    {
        CheckProduct(nameof(MultiplyTransposed), g, d);
        Backend.Dense.GemmTransposedA(View, g, d, accumulate);
    }

    /// <inheritdoc/>
    public override void WeightGradient(MatrixView g, MatrixView x, VectorView gradient, bool accumulate)
    {
        CheckProduct(nameof(WeightGradient), g, x);
        CheckArray(nameof(WeightGradient), gradient.Length);
        Backend.Dense.GemmTransposedB(g, x, gradient.AsMatrix(Rows, Columns), accumulate);
    }

    /// <inheritdoc/>
    public override void GatherRows(VectorView ids, MatrixView y)
    {
        CheckRows(nameof(GatherRows), ids, y);
        Backend.Dense.GatherRows(View, ids, y);
    }

    /// <inheritdoc/>
    public override void ScatterAddRows(VectorView ids, MatrixView g, VectorView gradient, bool accumulate)
    {
        CheckRows(nameof(ScatterAddRows), ids, g);
        CheckArray(nameof(ScatterAddRows), gradient.Length);
        if (!accumulate)
        {
            Backend.Dense.Fill(gradient, 0);
        }

        Backend.Dense.ScatterAddRows(ids, g, gradient.AsMatrix(Rows, Columns));
    }

    /// <inheritdoc/>
    public override void ReadCanonical(VectorView stored, Span<float> canonical)
    {
        CheckArray(nameof(ReadCanonical), canonical.Length);
        HostTransfer.Read(Backend, stored, canonical);
    }

    /// <inheritdoc/>
    public override void WriteCanonical(ReadOnlySpan<float> canonical, VectorView stored)
    {
        CheckArray(nameof(WriteCanonical), canonical.Length);
        HostTransfer.Write(Backend, canonical, stored);
    }

    private protected override Weight BorrowedBy(IBackend session) => new DenseWeight(session, this);

    private protected override void DisposeStorage() => _tensor.Dispose();
}
