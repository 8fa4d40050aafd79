using StRnn.Autograd;
using StRnn.Backends.Kernels;

namespace StRnn.Sparsity.Initialization;

/// <summary>
/// Sparse maximal update parameterization (SμPar): initial ranges and learning rates of each tensor by width and
/// density relative to a base model, so that activations and their changes by a step keep their size, and settings that
/// were tuned on the base model stay right. With m the width and d the density, each divided by the base model's, and
/// the range r and rate η of the base model:
/// <list type="table">
/// <listheader><term>tensor</term><description>range; rate of Adam; rate of SGD</description></listheader>
/// <item><term>hidden</term><description>r/√(m*d); η/(m*d); η/d</description></item>
/// <item><term>embedding</term><description>r/√d; η/d; η*m/d</description></item>
/// <item><term>output</term><description>r/(m*√d); η/(m*d); η/(m*d)</description></item>
/// <item><term>bias of a hidden layer</term><description>r; η; η*m</description></item>
/// </list>
/// Source: Dey et al. 2024, "Sparse maximal update parameterization" (arXiv 2405.15743), table 1 for hidden tensors;
/// width of the others by Yang et al. 2022 (arXiv 2203.03466), table 3.
/// </summary>
/// <remarks>
/// The paper leaves embedding and output layer dense. Here they are sparse too, and density acts on them as on hidden
/// tensors: a sum of d times as many terms, each weight larger by 1/√d and moved 1/d as far. The paper divides logits
/// by m; dividing range and rate of the output layer instead is the same model.
/// </remarks>
public sealed record SparseMaximalUpdate
{
    /// <summary>Initializes the rule.</summary>
    /// <param name="width">m, the model's width divided by the base model's.</param>
    /// <param name="baseDensity">The base model's density, in (0, 1]; 1 for a dense one.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public SparseMaximalUpdate(double width, double baseDensity = 1)
    {
        if (!(width > 0) || double.IsPositiveInfinity(width))
        {
            throw new ArgumentOutOfRangeException(nameof(width), $"The relative width {width} is not above 0.");
        }

        if (baseDensity is not (> 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(baseDensity), $"The base model's density {baseDensity} is not above 0 and at most 1.");
        }

        Width = width;
        BaseDensity = baseDensity;
    }

    /// <summary>Gets m, the model's width divided by the base model's.</summary>
    public double Width { get; }

    /// <summary>Gets the base model's density.</summary>
    public double BaseDensity { get; }

    /// <summary>Computes the factors of a parameter.</summary>
    /// <param name="spec">The parameter's declaration.</param>
    /// <param name="density">nnz / (rows * columns); 1 for a dense parameter.</param>
    /// <param name="normalizesGradient">True for Adam, false for SGD.</param>
    /// <exception cref="NotSupportedException">
    /// The parameter is embedding and output layer in one, which need different factors.
    /// </exception>
    public ParameterScale ScaleOf(ParameterSpec spec, double density, bool normalizesGradient)
    {
        ArgumentNullException.ThrowIfNull(spec);
        double d = spec.CanBeSparse ? density / BaseDensity : 1;
        if (spec.Uses == WeightUses.None)
        {
            bool grows = spec.Role != ParameterRole.Output && !normalizesGradient;
            return new ParameterScale(1, grows ? Width : 1);
        }

        return spec.Role switch
        {
            ParameterRole.Embedding => new ParameterScale(1 / Math.Sqrt(d), (normalizesGradient ? 1 : Width) / d),
            ParameterRole.Output => new ParameterScale(1 / (Width * Math.Sqrt(d)), 1 / (Width * d)),
            ParameterRole.Hidden => new ParameterScale(
                1 / Math.Sqrt(Width * d), 1 / (normalizesGradient ? Width * d : d)),
            _ => throw new NotSupportedException(
                $"'{spec.Name}' is both embedding and output layer, for which the maximal update parameterization has "
                + "different factors: use a model that is not tied."),
        };
    }

    /// <summary>Sets the factors of a model's parameters, which its initialization and its optimiser read.</summary>
    /// <param name="parameters">The parameters; they need no weights yet.</param>
    /// <param name="initializer">The rule for the connections a run begins with; null for a dense start.</param>
    /// <param name="normalizesGradient">True for Adam, false for SGD.</param>
    /// <exception cref="NotSupportedException">A parameter is embedding and output layer in one.</exception>
    public void Apply(
        IReadOnlyList<Parameter> parameters, ISparseInitializer? initializer, bool normalizesGradient)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var nnz = ModelInitializer.AllocateNnz(parameters, initializer);
        for (int i = 0; i < parameters.Count; i++)
        {
            double density = nnz[i] is { } count ? count / ((double)parameters[i].Rows * parameters[i].Columns) : 1;
            parameters[i].Scale = ScaleOf(parameters[i].Spec, density, normalizesGradient);
        }
    }
}
