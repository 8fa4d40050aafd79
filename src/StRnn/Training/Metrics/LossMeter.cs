using StRnn.Backends;
using StRnn.Backends.Memory;

namespace StRnn.Training.Metrics;

/// <summary>
/// A sum of losses on the device, read only on request, so that a training step needs no host read. The host's total is
/// in double.
/// </summary>
/// <param name="backend">The backend that holds the losses.</param>
internal sealed class LossMeter(IBackend backend) : IDisposable
{
    private readonly DeviceBuffer _sum = backend.Allocate(backend.Info.ElementType, 1);
    private long _targets;

    /// <summary>Gets the element that steps add their losses to.</summary>
    public VectorView Sum => new(_sum);

    /// <summary>Adds the number of losses of a step.</summary>
    public void Count(int targets) => _targets += targets;

    /// <summary>Reads the sum since the last reset; blocks until the backend is done.</summary>
    public LossSum Read() => new(HostTransfer.ReadScalar(backend, Sum), _targets);

    /// <summary>Resets the sum to 0.</summary>
    public void Reset()
    {
        backend.Dense.Fill(Sum, 0);
        _targets = 0;
    }

    /// <summary>Continues a sum that was read earlier.</summary>
    public void Restore(LossSum loss)
    {
        HostTransfer.WriteScalar(backend, loss.Sum, Sum);
        _targets = loss.Targets;
    }

    public void Dispose() => _sum.Dispose();
}
