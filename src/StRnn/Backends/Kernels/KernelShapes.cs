using StRnn.Backends.Memory;

namespace StRnn.Backends.Kernels;

/// <summary>
/// The rules that the operands of every kernel obey: shapes, lengths, uses, activations, probabilities. A backend calls
/// them before it reads or writes anything, since on a device a wrong shape is a read or a write somewhere else; so all
/// backends refuse the same operands with the same words. What depends on memory, such as the range of ids, is the
/// backend's to check.
/// </summary>
/// <remarks>
/// Each method throws an <see cref="ArgumentException"/> that names operation, operands and rule, and else costs
/// nothing.
/// </remarks>
public static partial class KernelShapes
{
    /// <summary>Describes a matrix's shape.</summary>
    /// <param name="view">The matrix.</param>
    public static string Of(MatrixView view) => $"[{view.Rows}, {view.Columns}]";

    /// <summary>Describes a vector's length.</summary>
    /// <param name="view">The vector.</param>
    public static string Of(VectorView view) => $"[{view.Length}]";

    /// <summary>Describes a packed matrix.</summary>
    /// <param name="packed">The matrix.</param>
    public static string Of(PackedMatrix packed)
    {
        ArgumentNullException.ThrowIfNull(packed);
        return $"[{packed.Rows}, {packed.Columns}] with {packed.Nnz} nonzeros";
    }

    /// <summary>Makes the error for operands that break a rule.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="rule">The formula whose letters stand for equal sizes.</param>
    /// <param name="operands">Names and shapes of the operands.</param>
    public static ArgumentException Error(string operation, string rule, string operands)
        => new($"{operation}: {operands} do not fit {rule}.");

    /// <summary>Makes the error for a matrix that another backend packed.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="packed">The matrix, or null.</param>
    /// <param name="backend">The name of the backend that computes.</param>
    public static ArgumentException ForeignMatrix(string operation, PackedMatrix? packed, string backend)
        => new(
            $"{operation}: a matrix packed by another backend ({packed?.GetType().Name ?? "none"}) cannot be used on "
            + "this "
            + $"{backend} backend.");

    /// <summary>Checks that the columns of a window are whole time steps.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="columns">T*B.</param>
    /// <param name="batch">B, at least 1.</param>
    /// <exception cref="ArgumentException">The columns are not a multiple of the batch.</exception>
    public static void CheckSteps(string operation, int columns, int batch)
    {
        if (batch <= 0 || columns % batch != 0)
        {
            throw new ArgumentException(
                $"{operation}: {columns} columns are no whole number of steps of batch size {batch}.");
        }
    }

    /// <summary>Checks that activations stand for functions.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="activations">σ and φ.</param>
    /// <exception cref="ArgumentException">An activation is unknown.</exception>
    public static void CheckActivations(string operation, CellActivations activations)
    {
        if (activations.Gate is not (GateActivation.Logistic or GateActivation.HardSigmoid))
        {
            throw new ArgumentException(
                $"{operation}: unknown gate activation {activations.Gate}, expected Logistic or HardSigmoid.");
        }

        if (activations.Candidate is < CandidateActivation.Tanh or > CandidateActivation.Identity)
        {
            throw new ArgumentException(
                $"{operation}: unknown candidate activation {activations.Candidate}, expected Tanh, Selu, Spocu, "
                + "BoundedSpocu or Identity.");
        }
    }

    /// <summary>Checks that a dropout mask's probability lies in [0, 1).</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="mask">The mask.</param>
    /// <exception cref="ArgumentException">The check fails.</exception>
    public static void CheckMask(string operation, DropoutMask mask)
    {
        if (!(mask.Probability >= 0 && mask.Probability < 1))
        {
            throw new ArgumentException($"{operation}: the probability is {mask.Probability}; it must lie in [0, 1).");
        }
    }

    private static string Of(VectorView? view) => view is { } given ? Of(given) : "none";

    private static bool HasLength(VectorView? view, long length) => view is not { } given || given.Length == length;

    private static bool AreSame(MatrixView x, MatrixView y) => x.Rows == y.Rows && x.Columns == y.Columns;

    private static bool Has(MatrixView view, long rows, long columns) => view.Rows == rows && view.Columns == columns;

    private static void CheckSame(string operation, MatrixView x, MatrixView y)
    {
        if (!AreSame(x, y))
        {
            throw Error(operation, "X[m,N], Y[m,N]", $"X {Of(x)}, Y {Of(y)}");
        }
    }

    private static void CheckScalar(string operation, string name, VectorView view)
    {
        if (view.Length != 1)
        {
            throw Error(operation, $"{name}[1]", $"{name} {Of(view)}");
        }
    }
}
