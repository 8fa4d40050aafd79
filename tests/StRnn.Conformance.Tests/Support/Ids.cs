using StRnn.Backends.Memory;

namespace StRnn.Conformance.Tests.Support;

/// <summary>Row or class numbers on all sides, at an odd offset.</summary>
internal sealed class Ids : IDisposable
{
    private const int Offset = 5;

    private readonly Dictionary<Side, DeviceBuffer> _buffers = [];

    public Ids(Workbench bench, int[] values)
    {
        Values = values;
        int[] image = [.. Enumerable.Repeat(int.MaxValue, Offset), .. values];
        foreach (Side side in Enum.GetValues<Side>())
        {
            DeviceBuffer buffer = bench.On(side).Allocate(ElementType.Int32, image.Length);
            _buffers[side] = buffer;
            bench.On(side).Write<int>(image, new VectorView(buffer));
        }
    }

    public int[] Values { get; }

    public VectorView Vector(Side side) => new(_buffers[side], Offset, Values.Length);

    public void Dispose()
    {
        foreach (DeviceBuffer buffer in _buffers.Values)
        {
            buffer.Dispose();
        }
    }
}
