using StRnn.Autograd;
using StRnn.Backends.Memory;

namespace StRnn.Sparsity.Topology;

/// <summary>A writer of the state that a method keeps besides weights and state arrays, for a checkpoint.</summary>
internal interface ITopologyStateWriter
{
    /// <summary>Writes the positions of a weight that ever held a connection.</summary>
    /// <param name="parameter">The weight's name.</param>
    /// <param name="code">The record, see <see cref="ExploredPositions.Encode"/>.</param>
    void WriteExplored(string parameter, int[] code);

    /// <summary>Writes an optimiser array at all positions of a weight.</summary>
    /// <param name="parameter">The weight.</param>
    /// <param name="state">The array's name.</param>
    /// <param name="values">[rows * columns], row after row.</param>
    void WriteDense(Parameter parameter, string state, VectorView values);
}
