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
/// <param name="backend">The backend that holds the gradients.</param>
/// <param name="clipNorm">The largest gradient norm; positive infinity for no clipping, when nothing is measured.</param>
internal sealed class GradientNorm(IBackend backend, double clipNorm) : IDisposable
{
    /// <summary>The number of steps whose norms are kept on the device; newer ones replace older ones.</summary>
    public const int WindowLength = 256;

    private readonly DeviceBuffer _window = backend.Allocate(backend.Info.ElementType, WindowLength);
    private int _newest = WindowLength - 1;
    private int _count;

    /// <summary>Gets the squared norm of the step that was measured last.</summary>
    public VectorView Squared => new(_window, _newest, 1);

    /// <summary>Measures the squared norm, if gradients are clipped.</summary>
    /// <param name="parameters">The parameters, each with the gradient of this step.</param>
    public void Measure(IReadOnlyList<Parameter> parameters)
    {
        if (double.IsPositiveInfinity(clipNorm))
        {
            return;
        }

        _newest = (_newest + 1) % WindowLength;
        _count = Math.Min(_count + 1, WindowLength);
        backend.Dense.Fill(Squared, 0);
        foreach (var parameter in parameters)
        {
            parameter.CompleteGradient();
            backend.Optimizer.AddSquaredNorm(parameter.Gradient, Squared);
        }
    }

    /// <summary>Returns the norms since the last call, oldest first; blocks until the backend is done.</summary>
    public IReadOnlyList<double> Take()
    {
        if (_count == 0)
        {
            return [];
        }

        var squared = new float[WindowLength];
        HostTransfer.Read(backend, new VectorView(_window), squared);
        int oldest = _newest + 1 - _count + WindowLength;
        double[] norms =
            [.. Enumerable.Range(oldest, _count).Select(slot => Math.Sqrt(squared[slot % WindowLength]))];
        _count = 0;
        return norms;
    }

    public void Dispose() => _window.Dispose();

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
