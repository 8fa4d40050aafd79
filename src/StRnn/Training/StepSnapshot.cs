using StRnn.Backends;
using StRnn.Backends.Memory;

namespace StRnn.Training;

/// <summary>
/// A copy, on the device, of what a step's forward pass overwrites: the state carried between steps and the sum of the
/// losses. With it a step that ran out of memory before the weights changed is undone.
/// </summary>
internal sealed class StepSnapshot : IDisposable
{
    private readonly IBackend _backend;
    private readonly VectorView[] _originals;
    private readonly DeviceBuffer[] _copies;

    /// <summary>Allocates the copies.</summary>
    /// <param name="backend">The backend that holds the arrays.</param>
    /// <param name="originals">The arrays.</param>
    public StepSnapshot(IBackend backend, IEnumerable<VectorView> originals)
    {
        _backend = backend;
        _originals = [.. originals];
        _copies = [.. _originals.Select(each => backend.Allocate(each.Buffer.ElementType, each.Length))];
    }

    /// <summary>Copies the arrays aside.</summary>
    public void Take()
    {
        for (int i = 0; i < _copies.Length; i++)
        {
            Copy(_originals[i], new VectorView(_copies[i]));
        }
    }

    /// <summary>Restores the arrays as they were copied last.</summary>
    public void Restore()
    {
        for (int i = 0; i < _copies.Length; i++)
        {
            Copy(new VectorView(_copies[i]), _originals[i]);
        }
    }

    public void Dispose() => Array.ForEach(_copies, copy => copy.Dispose());

    private void Copy(VectorView from, VectorView to)
    {
        int length = checked((int)from.Length);
        _backend.Dense.Copy(from.AsMatrix(1, length), to.AsMatrix(1, length));
    }
}
