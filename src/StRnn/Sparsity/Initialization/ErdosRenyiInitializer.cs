namespace StRnn.Sparsity.Initialization;

/// <summary>
/// An Erdos-Renyi initialisation: nnz = epsilon * (rows + columns) for each tensor, so that small tensors are denser
/// than large ones. Source: Liu et al. 2021, equation 4; Mocanu et al. 2018.
/// </summary>
/// <remarks>
/// From a target density, epsilon = density * sum(rows * columns) / sum(rows + columns). A tensor that epsilon would
/// fill beyond rows * columns becomes dense; for a target density, epsilon is then solved again for the other tensors
/// with the remaining connections. Where connections have several weights, rows are blocks of rows, and the density is
/// that of the weights.
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

    /// <summary>Creates an initialisation with a given epsilon, as the paper's text classification has it.</summary>
    /// <param name="epsilon">The factor epsilon of rows + columns, above 0.</param>
    /// <returns>The initialisation.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Epsilon is not above 0.</exception>
    public static ErdosRenyiInitializer FromEpsilon(double epsilon)
        => epsilon > 0 && double.IsFinite(epsilon)
            ? new ErdosRenyiInitializer(epsilon, 0)
            : throw new ArgumentOutOfRangeException(nameof(epsilon), $"Epsilon {epsilon} is not above 0.");

    /// <summary>
    /// Creates an initialisation with a given density of all tensors together, as the paper's language models have it.
    /// </summary>
    /// <param name="density">The density of all sparse tensors together, in (0, 1].</param>
    /// <returns>The initialisation.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The density is not in (0, 1].</exception>
    public static ErdosRenyiInitializer FromDensity(double density)
        => density > 0 && density <= 1
            ? new ErdosRenyiInitializer(null, density)
            : throw new ArgumentOutOfRangeException(nameof(density), $"Density {density} is not in (0, 1].");

    /// <summary>Computes the epsilon used for a model.</summary>
    /// <param name="shapes">The shapes of all sparse tensors of the model.</param>
    /// <returns>Epsilon, as given or solved from the density.</returns>
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
            double wanted = _density * shapes.Sum(shape => (double)shape.WeightsOf(shape.Size));
            double perimeter = 0;
            for (int i = 0; i < shapes.Count; i++)
            {
                if (dense[i])
                {
                    wanted -= shapes[i].WeightsOf(shapes[i].Size);
                }
                else
                {
                    perimeter += shapes[i].WeightsOf(shapes[i].Perimeter);
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
