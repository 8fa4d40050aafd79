using StRnn.Backends;
using StRnn.Backends.Memory;

namespace StRnn.Training;

/// <summary>
/// Sums losses on the device, and reads the sum only when asked: a training step needs no host read. The host's total is in double.
/// </summary>
/// <param name="backend">Where the losses are.</param>
internal sealed class LossMeter(IBackend backend) : IDisposable
{
    private readonly DeviceBuffer _sum = backend.Allocate(backend.Info.ElementType, 1);
    private long _targets;

    /// <summary>The element that steps add their losses to.</summary>
    public VectorView Sum => new(_sum);

    /// <summary>Says how many losses a step added.</summary>
    public void Count(int targets) => _targets += targets;

    /// <summary>Reads the sum since the last call, and starts again from 0; blocks.</summary>
    public (double Sum, long Targets) Take()
    {
        var taken = (HostTransfer.ReadScalar(backend, Sum), _targets);
        backend.Dense.Fill(Sum, 0);
        _targets = 0;
        return taken;
    }

    public void Dispose() => _sum.Dispose();
}
