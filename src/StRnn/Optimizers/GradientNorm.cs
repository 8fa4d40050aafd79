using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Optimizers;

/// <summary>
/// The squared gradient norm of all parameters together, on the device: clipping by it needs no host read. For sparse weights it runs over
/// their connections only; a masked-dense trainer's norm also counts the gradient where there is no connection, and is larger.
/// </summary>
internal sealed class GradientNorm(IBackend backend) : IDisposable
{
    private readonly DeviceBuffer _squared = backend.Allocate(backend.Info.ElementType, 1);

    public VectorView Squared => new(_squared);

    public void Measure(IReadOnlyList<Parameter> parameters)
    {
        backend.Dense.Fill(Squared, 0);
        foreach (var parameter in parameters)
        {
            parameter.CompleteGradient();
            backend.Optimizer.AddSquaredNorm(parameter.Gradient, Squared);
        }
    }

    public void Dispose() => _squared.Dispose();

    /// <summary>Checks what every optimiser that clips and decays is given.</summary>
    public static void Check(double weightDecay, double clipNorm)
    {
        if (!(weightDecay >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(weightDecay), $"Weight decay {weightDecay} is below 0.");
        }

        if (!(clipNorm > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(clipNorm), $"Clip norm {clipNorm} is not above 0.");
        }
    }
}
