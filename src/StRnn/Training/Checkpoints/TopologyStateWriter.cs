using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.Sparsity.Topology;

namespace StRnn.Training.Checkpoints;

/// <summary>A writer that turns a sparse-training method's state into the entries of a checkpoint.</summary>
/// <param name="backend">The backend that holds it.</param>
internal sealed class TopologyStateWriter(IBackend backend) : ITopologyStateWriter
{
    private readonly List<SafetensorsEntry> _written = [];

    /// <summary>Gets the entries.</summary>
    public IReadOnlyList<SafetensorsEntry> Written => _written;

    public void WriteExplored(string parameter, int[] code)
        => _written.Add(SafetensorsEntry.Of(CheckpointKeys.Explored(parameter), code));

    public void WriteDense(Parameter parameter, string state, VectorView values)
        => _written.Add(SafetensorsEntry.Of(
            CheckpointKeys.DenseState(parameter.Name, state), [parameter.Rows, parameter.Columns], backend, values));
}

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
