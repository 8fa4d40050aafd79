using StRnn.Autograd;
using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Optimizers;

/// <summary>
/// The squared gradient norm of all parameters together, on the device, so that clipping needs no host read. For sparse
/// weights it covers their connections only; the norm of a masked-dense trainer also covers the gradient where there is
/// no connection, and is larger.
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

    /// <summary>Checks the arguments of an optimiser that clips gradients and decays weights.</summary>
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
