using StRnn.Autograd;

namespace StRnn.Sparsity;

/// <summary>The shape of a stored weight matrix.</summary>
/// <param name="Rows">The number of outputs; stacked gates are one matrix, separate gates several.</param>
/// <param name="Columns">The number of inputs.</param>
public readonly record struct MatrixShape(int Rows, int Columns)
{
    /// <summary>Gets rows * columns.</summary>
    public long Size => (long)Rows * Columns;

    /// <summary>Gets rows + columns.</summary>
    public long Perimeter => (long)Rows + Columns;

    /// <summary>Returns the shapes of a parameter's topology groups.</summary>
    internal static MatrixShape[] GroupsOf(Parameter parameter)
        => [.. Enumerable.Repeat(
            new MatrixShape(parameter.Rows / parameter.Spec.TopologyGroups, parameter.Columns),
            parameter.Spec.TopologyGroups)];
}
