using StRnn.Backends.Kernels;
using StRnn.Backends.Memory;

namespace StRnn.Backends.Reference;

/// <summary>Texts of shape errors.</summary>
internal static class Shape
{
    public static string Of(MatrixView view) => $"[{view.Rows}, {view.Columns}]";

    public static string Of(VectorView view) => $"[{view.Length}]";

    public static string Of(PackedMatrix packed) => $"[{packed.Rows}, {packed.Columns}] with {packed.Nnz} connections";

    /// <summary>The error to throw; <paramref name="rule"/> is the formula whose letters stand for equal sizes.</summary>
    public static ArgumentException Error(string operation, string rule, string operands) =>
        new($"{operation}: {operands} do not fit {rule}.");

    /// <summary>Throws unless both matrices have the same shape.</summary>
    public static void RequireSame(string operation, MatrixView x, MatrixView y)
    {
        if (x.Rows != y.Rows || x.Columns != y.Columns)
        {
            throw Error(operation, "X[m,N], Y[m,N]", $"X {Of(x)}, Y {Of(y)}");
        }
    }
}
