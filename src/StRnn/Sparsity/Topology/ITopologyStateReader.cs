using StRnn.Autograd;

namespace StRnn.Sparsity.Topology;

/// <summary>A reader of the state that an <see cref="ITopologyStateWriter"/> wrote.</summary>
internal interface ITopologyStateReader
{
    /// <summary>Reads the positions of a weight that ever held a connection.</summary>
    /// <param name="parameter">The weight's name.</param>
    /// <returns>The record; null where there is none.</returns>
    int[]? ReadExplored(string parameter);

    /// <summary>Reads an optimiser array at all positions of a weight.</summary>
    /// <param name="parameter">The weight.</param>
    /// <param name="state">The array's name.</param>
    /// <returns>[rows * columns], row after row.</returns>
    float[] ReadDense(Parameter parameter, string state);
}
