namespace StRnn.Sparsity.Initialization;

/// <summary>
/// Erdos-Renyi: nnz = epsilon * (rows + columns) for each tensor, so that small tensors are denser than large ones.
/// Source: Liu et al. 2021, equation 4; Mocanu et al. 2018.
/// </summary>
/// <remarks>
/// From a target density, epsilon = density * sum(rows * columns) / sum(rows + columns). A tensor that epsilon would fill beyond
/// rows * columns becomes dense; for a target density the others are then solved again with what is left.
/// </remarks>
public sealed class ErdosRenyiInitializer : ISparseInitializer
{
    private readonly double? _epsilon;
    private readonly double _density;

    private ErdosRenyiInitializer(double? epsilon, double density)
    {
        _epsilon = epsilon;
        _density = density;
    }

    /// <inheritdoc/>
    public string Name => "er";

    /// <summary>The form with a given epsilon (text classification).</summary>
    /// <param name="epsilon">Above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">Epsilon is not above 0.</exception>
    public static ErdosRenyiInitializer FromEpsilon(double epsilon)
        => epsilon > 0 && double.IsFinite(epsilon)
            ? new ErdosRenyiInitializer(epsilon, 0)
            : throw new ArgumentOutOfRangeException(nameof(epsilon), $"Epsilon {epsilon} is not above 0.");

    /// <summary>The form with a given density over all tensors together (language models).</summary>
    /// <param name="density">In (0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">The density is not in (0, 1].</exception>
    public static ErdosRenyiInitializer FromDensity(double density)
        => density > 0 && density <= 1
            ? new ErdosRenyiInitializer(null, density)
            : throw new ArgumentOutOfRangeException(nameof(density), $"Density {density} is not in (0, 1].");

    /// <summary>The epsilon in force for a model.</summary>
    /// <param name="shapes">All sparse tensors of the model.</param>
    public double EpsilonFor(IReadOnlyList<MatrixShape> shapes) => _epsilon ?? Solve(shapes);

    /// <inheritdoc/>
    public int[] AllocateNnz(IReadOnlyList<MatrixShape> shapes)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        double epsilon = EpsilonFor(shapes);
        return [.. shapes.Select(
            shape => checked((int)Math.Min(shape.Size, Math.Round(epsilon * shape.Perimeter))))];
    }

    private double Solve(IReadOnlyList<MatrixShape> shapes)
    {
        var dense = new bool[shapes.Count];
        while (true)
        {
            double wanted = _density * shapes.Sum(shape => (double)shape.Size);
            double perimeter = 0;
            for (int i = 0; i < shapes.Count; i++)
            {
                if (dense[i])
                {
                    wanted -= shapes[i].Size;
                }
                else
                {
                    perimeter += shapes[i].Perimeter;
                }
            }

            double epsilon = perimeter == 0 ? double.MaxValue : wanted / perimeter;
            int fullest = -1;
            for (int i = 0; i < shapes.Count; i++)
            {
                if (!dense[i] && epsilon * shapes[i].Perimeter > shapes[i].Size
                    && (fullest < 0 || Fill(shapes[i]) > Fill(shapes[fullest])))
                {
                    fullest = i;
                }
            }

            if (fullest < 0)
            {
                return epsilon;
            }

            dense[fullest] = true;
        }

        static double Fill(MatrixShape shape) => (double)shape.Perimeter / shape.Size;
    }
}
