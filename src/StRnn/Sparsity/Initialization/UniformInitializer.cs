namespace StRnn.Sparsity.Initialization;

/// <summary>
/// An initialisation with equal density of every tensor: nnz = round(density * rows * columns), exactly.
/// </summary>
/// <remarks>
/// The paper's authors draw each entry independently, so that their nnz fluctuates by about 0.05 %; here it is exact.
/// </remarks>
public sealed class UniformInitializer : ISparseInitializer
{
    private readonly double _density;

    /// <summary>Initializes a new instance of the <see cref="UniformInitializer"/> class.</summary>
    /// <param name="density">nnz / (rows * columns), in (0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">The density is not in (0, 1].</exception>
    public UniformInitializer(double density)
    {
        if (!(density > 0 && density <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(density), $"Density {density} is not in (0, 1].");
        }

        _density = density;
    }

    /// <inheritdoc/>
    public string Name => "uniform";

    /// <inheritdoc/>
    public int[] AllocateNnz(IReadOnlyList<MatrixShape> shapes)
        => [.. shapes.Select(shape => checked((int)Math.Round(_density * shape.Size)))];
}
