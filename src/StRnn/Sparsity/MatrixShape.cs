using StRnn.Autograd;

namespace StRnn.Sparsity;

/// <summary>The shape of a stored weight matrix.</summary>
/// <param name="Rows">Outputs; gates that are stacked count as one matrix, gates that keep to themselves as several.</param>
/// <param name="Columns">Inputs.</param>
public readonly record struct MatrixShape(int Rows, int Columns)
{
    /// <summary>rows * columns.</summary>
    public long Size => (long)Rows * Columns;

    /// <summary>rows + columns.</summary>
    public long Perimeter => (long)Rows + Columns;

    /// <summary>The shapes of a parameter's topology groups.</summary>
    internal static MatrixShape[] GroupsOf(Parameter parameter)
        => [.. Enumerable.Repeat(
            new MatrixShape(parameter.Rows / parameter.Spec.TopologyGroups, parameter.Columns), parameter.Spec.TopologyGroups)];
}
