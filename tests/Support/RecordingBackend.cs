using StRnn.Backends;
using StRnn.Backends.Memory;

namespace StRnn.Tests.Support;

/// <summary>A backend that remembers what was allocated and how often the host read.</summary>
internal sealed class RecordingBackend(IBackend inner) : DelegatingBackend(inner)
{
    /// <summary>Gets the length of every allocation so far, in elements.</summary>
    public List<long> Allocations { get; } = [];

    /// <summary>Gets how often the host read from the device.</summary>
    public int Reads { get; private set; }

    public override DeviceBuffer Allocate(ElementType elementType, long length)
    {
        Allocations.Add(length);
        return Inner.Allocate(elementType, length);
    }

    public override void Read<T>(VectorView source, Span<T> destination)
    {
        Reads++;
        Inner.Read(source, destination);
    }
}
