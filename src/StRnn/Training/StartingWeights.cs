using StRnn.Autograd;
using StRnn.Sparsity.Topology;
using StRnn.Training.Checkpoints;

namespace StRnn.Training;

/// <summary>The check of a checkpoint from which a new run is to start.</summary>
internal static class StartingWeights
{
    /// <summary>Checks that a checkpoint has the sparsity that a method starts with.</summary>
    /// <param name="checkpoint">The path of the checkpoint.</param>
    /// <param name="method">The method.</param>
    /// <param name="parameters">The model's parameters.</param>
    /// <exception cref="CheckpointException">It has not, or cannot be read.</exception>
    public static void RequireFit(
        string checkpoint, SparseTrainingMethod method, IReadOnlyList<Parameter> parameters)
    {
        using var reader = Checkpoint.Open(checkpoint);
        var patterns = new PatternReader(reader, checkpoint);
        bool isSparse = parameters.Any(parameter => parameter.CanBeSparse && patterns.IsSparse(parameter.Name));
        string? problem = method switch
        {
            { Initializer: not null } when !isSparse => "starts sparse, and the checkpoint's weights are dense",
            { Start.TakesDense: true } or { Topology.TakesDense: true } when isSparse
                => "takes a dense model, and the checkpoint's weights are sparse",
            _ => null,
        };
        if (problem is not null)
        {
            throw new CheckpointException(
                $"The method '{method.Name}' {problem}: '{checkpoint}'. Choose another method or checkpoint.");
        }
    }
}
