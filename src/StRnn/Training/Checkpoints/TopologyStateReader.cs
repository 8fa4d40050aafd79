using StRnn.Autograd;
using StRnn.Sparsity.Topology;

namespace StRnn.Training.Checkpoints;

/// <summary>A reader of a sparse-training method's state in a checkpoint.</summary>
/// <param name="reader">The checkpoint.</param>
internal sealed class TopologyStateReader(SafetensorsReader reader) : ITopologyStateReader
{
    public int[]? ReadExplored(string parameter)
        => reader.Contains(CheckpointKeys.Explored(parameter))
            ? reader.ReadInts(CheckpointKeys.Explored(parameter))
            : null;

    public float[] ReadDense(Parameter parameter, string state)
        => reader.ReadFloats(CheckpointKeys.DenseState(parameter.Name, state));
}
