using StRnn.Autograd;
using StRnn.Backends.Composed;
using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;
using StRnn.Layers;
using StRnn.Tensors;

namespace StRnn.Sparsity.Structures;

/// <summary>
/// Group lasso over intrinsic sparse structures. It adds λ * sum over units k of sqrt(1e-8 + sum of w² over the group
/// of k) to the loss, and after each step sets every |w| below a threshold to 0, so that whole units vanish. The
/// weights stay dense. Source: Wen et al. 2018, equation 4, and the constants of its public program.
/// </summary>
/// <param name="lambda">
/// The factor λ on the mean loss, above 0. The published ones, 0.00245 for the LSTM and 0.005 for the RHN, are for the
/// loss summed over the 35 steps of a window: divide by 35.
/// </param>
/// <param name="threshold">The threshold of |w|, above 0; 0.0001 for the published LSTM, 0.0004 for the RHN.</param>
public sealed class GroupLasso(double lambda, double threshold) : IStepRule
{
    /// <summary>The factor λ of the published LSTM, for the loss summed over the 35 steps of a window.</summary>
    public const double PublishedLambda = 0.00245;

    /// <summary>The threshold of the published LSTM.</summary>
    public const double PublishedThreshold = 1e-4;

    private const float Epsilon = 1e-8f;

    private readonly float _lambda = Positive(lambda, nameof(lambda));
    private readonly float _threshold = Positive(threshold, nameof(threshold));
    private IReadOnlyList<UnitStructure> _structures = [];

    /// <inheritdoc/>
    public string Name => "group-lasso";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The model does not say which rows and columns belong to a unit.</exception>
    public void Begin(IReadOnlyList<UnitStructure> structures)
    {
        ArgumentNullException.ThrowIfNull(structures);
        _structures = structures.Count > 0
            ? structures
            : throw new ArgumentException(
                "Group lasso needs a model with unit structures; this one has none.", nameof(structures));
    }

    /// <inheritdoc/>
    public void BeforeUpdate(Tape tape, IReadOnlyList<Parameter> parameters, StepMoment moment)
    {
        ArgumentNullException.ThrowIfNull(tape);
        var kernels = HostGroupKernels.Of(tape.Backend);
        foreach (var structure in _structures)
        {
            var factors = Squares(tape, kernels, structure);
            kernels.InverseRoots(factors, Epsilon, _lambda, factors);
            foreach (var use in structure.Uses.Where(use => use.IsPenalized))
            {
                use.Parameter.CompleteGradient();
                var spread = Spread(tape, factors, use.Length / structure.Units);
                var gradient = use.Parameter.Gradient.AsMatrix(use.Parameter.Rows, use.Parameter.Columns);
                kernels.AddScaled(
                    View(use.Parameter), Of(use, UnitAxis.Rows, spread), Of(use, UnitAxis.Columns, spread), gradient);
            }
        }
    }

    /// <inheritdoc/>
    public void AfterUpdate(Tape tape, IReadOnlyList<Parameter> parameters, StepMoment moment)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(parameters);
        var kernels = HostGroupKernels.Of(tape.Backend);
        foreach (var parameter in parameters.Where(parameter => parameter.Uses != WeightUses.None))
        {
            kernels.Threshold(parameter.Weight.Values, _threshold);
            parameter.Weight.MarkChanged();
        }
    }

    private static VectorView Squares(Tape tape, IGroupKernels kernels, UnitStructure structure)
    {
        var dense = tape.Backend.Dense;
        var squares = tape.Rent(structure.Units);
        dense.Fill(squares, 0);
        foreach (var use in structure.Uses.Where(use => use.IsPenalized))
        {
            var ofUse = tape.Rent(use.Length);
            dense.Fill(ofUse, 0);
            kernels.AddSquaredNorms(
                View(use.Parameter), Of(use, UnitAxis.Rows, ofUse), Of(use, UnitAxis.Columns, ofUse));
            for (int start = 0; start < use.Length; start += structure.Units)
            {
                var gate = ofUse.Slice(start, structure.Units);
                dense.Add(gate.AsMatrix(1, structure.Units), squares.AsMatrix(1, structure.Units));
            }
        }

        return squares;
    }

    private static VectorView Spread(Tape tape, VectorView factors, int gates)
    {
        int units = (int)factors.Length;
        var spread = tape.Rent((long)units * gates);
        for (int gate = 0; gate < gates; gate++)
        {
            var destination = spread.Slice((long)gate * units, units);
            tape.Backend.Dense.Copy(factors.AsMatrix(1, units), destination.AsMatrix(1, units));
        }

        return spread;
    }

    private static VectorView? Of(UnitUse use, UnitAxis axis, VectorView vector) => use.Axis == axis ? vector : null;

    private static MatrixView View(Parameter parameter) => parameter.Weight is DenseWeight dense
        ? dense.View
        : throw new InvalidOperationException($"Group lasso needs dense weights; '{parameter.Name}' is sparse.");

    private static float Positive(double value, string name) => value > 0 && double.IsFinite(value)
        ? (float)value
        : throw new ArgumentOutOfRangeException(name, $"{name} {value} is not above 0.");
}
