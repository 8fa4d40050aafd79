using System.Runtime.InteropServices;
using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Training.Checkpoints;

/// <summary>
/// A tensor of a safetensors file to be written; its data is produced only while it is written, and not kept.
/// </summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="DType">F32 or I32.</param>
/// <param name="Shape">The sizes.</param>
/// <param name="Write">Writes the little-endian elements.</param>
internal sealed record SafetensorsEntry(string Name, string DType, IReadOnlyList<long> Shape, Action<Stream> Write)
{
    private const int BlockElements = 1 << 20;

    /// <summary>Single precision.</summary>
    public const string Float32 = "F32";

    /// <summary>Signed 32-bit integers.</summary>
    public const string Int32 = "I32";

    /// <summary>Creates an entry of integers.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="values">The integers.</param>
    public static SafetensorsEntry Of(string name, int[] values)
        => new(name, Int32, [values.Length], stream => stream.Write(MemoryMarshal.AsBytes(values.AsSpan())));

    /// <summary>Creates an entry of a dense matrix on a backend, read block by block.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="backend">The backend that holds it.</param>
    /// <param name="values">The elements, row after row.</param>
    internal static SafetensorsEntry Of(string name, long[] shape, IBackend backend, VectorView values)
        => new(name, Float32, shape, stream =>
        {
            for (long first = 0; first < values.Length; first += BlockElements)
            {
                using var block = new HostScratch<float>((int)Math.Min(BlockElements, values.Length - first));
                HostTransfer.Read(backend, values.Slice(first, block.Span.Length), block.Span);
                stream.Write(MemoryMarshal.AsBytes(block.Span));
            }
        });

    /// <summary>Gets the size of the data.</summary>
    public long LengthInBytes => Shape.Aggregate(4L, (product, size) => product * size);
}
