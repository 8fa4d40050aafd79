using StRnn.Backends;
using StRnn.Backends.Memory;

namespace StRnn.Training.Metrics;

/// <summary>
/// A sum of losses on the device, read only when asked: a training step needs no host read. The host's total is in
/// double.
/// </summary>
/// <param name="backend">Where the losses are.</param>
internal sealed class LossMeter(IBackend backend) : IDisposable
{
    private readonly DeviceBuffer _sum = backend.Allocate(backend.Info.ElementType, 1);
    private long _targets;

    /// <summary>Gets the element that steps add their losses to.</summary>
    public VectorView Sum => new(_sum);

    /// <summary>Counts the losses that a step added.</summary>
    public void Count(int targets) => _targets += targets;

    /// <summary>Reads the sum since the last reset; blocks.</summary>
    public LossSum Read() => new(HostTransfer.ReadScalar(backend, Sum), _targets);

    /// <summary>Starts again from 0.</summary>
    public void Reset()
    {
        backend.Dense.Fill(Sum, 0);
        _targets = 0;
    }

    public void Dispose() => _sum.Dispose();
}
