using StRnn.Autograd;

namespace StRnn.Sparsity;

/// <summary>The shape of a matrix of connections, of which each is one weight or the weights of several rows.</summary>
/// <param name="Rows">
/// The number of outputs, or of blocks of them; stacked gates are one matrix, separate gates several.
/// </param>
/// <param name="Columns">The number of inputs.</param>
public readonly record struct MatrixShape(int Rows, int Columns)
{
    /// <summary>Gets the number of weights of each connection.</summary>
    public int WeightsPerConnection { get; init; } = 1;

    /// <summary>Gets rows * columns, the largest number of connections.</summary>
    public long Size => (long)Rows * Columns;

    /// <summary>Gets rows + columns.</summary>
    public long Perimeter => (long)Rows + Columns;

    /// <summary>Returns the number of weights of connections.</summary>
    /// <param name="connections">The number of connections.</param>
    public long WeightsOf(long connections) => connections * WeightsPerConnection;

    /// <summary>Returns the shapes of a parameter's topology groups.</summary>
    internal static MatrixShape[] GroupsOf(Parameter parameter)
    {
        var grid = new ConnectionGrid(parameter.Spec);
        return [.. Enumerable.Repeat(grid.GroupShape, grid.Groups)];
    }
}
