using StRnn.Autograd;
using StRnn.Backends;

namespace StRnn.Sparsity;

/// <summary>The gradient of a step at all positions of a weight, as scores.</summary>
/// <param name="backend">The backend that computes it.</param>
/// <param name="gradient">The gradient.</param>
internal sealed class GradientScores(IBackend backend, DenseGradient gradient) : IPositionScores
{
    /// <inheritdoc/>
    public int BlockRows => gradient.BlockRows;

    /// <inheritdoc/>
    public void Read(int first, int count, Span<float> scores)
        => HostTransfer.Read(backend, gradient.Rows(first, count).AsVector(), scores);
}
