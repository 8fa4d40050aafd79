namespace StRnn.Sparsity.Initialization;

/// <summary>The same density for every tensor: nnz = round(density * rows * columns), exactly.</summary>
/// <remarks>The authors draw each entry independently, so that their nnz fluctuates by about 0.05 %; here it is exact.</remarks>
public sealed class UniformInitializer : ISparseInitializer
{
    private readonly double _density;

    /// <summary>Creates the rule.</summary>
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
