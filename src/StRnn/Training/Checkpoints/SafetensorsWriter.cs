using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using StRnn.Backends;
using StRnn.Backends.Memory;
using StRnn.Tensors;

namespace StRnn.Training.Checkpoints;

/// <summary>
/// A writer of the safetensors format: 8 bytes of little-endian header length, a JSON header padded to a multiple of 8
/// with spaces, then the tensors' data one after the other.
/// </summary>
internal static class SafetensorsWriter
{
    private const int Alignment = 8;

    /// <summary>Writes a file atomically.</summary>
    /// <param name="path">The file.</param>
    /// <param name="entries">The tensors, in file order.</param>
    /// <param name="metadata">Free text by key.</param>
    /// <exception cref="FileNotWrittenException">The file cannot be written.</exception>
    public static void Write(
        string path, IReadOnlyList<SafetensorsEntry> entries, IReadOnlyDictionary<string, string> metadata)
        => AtomicFile.Write(path, stream =>
        {
            byte[] header = Header(entries, metadata);
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (var entry in entries)
            {
                entry.Write(stream);
            }
        });

    private static byte[] Header(IReadOnlyList<SafetensorsEntry> entries, IReadOnlyDictionary<string, string> metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach (var (key, value) in metadata)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
            long offset = 0;
            foreach (var entry in entries)
            {
                WriteEntry(json, entry, offset);
                offset += entry.LengthInBytes;
            }

            json.WriteEndObject();
        }

        while (buffer.Length % Alignment != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }

    private static void WriteEntry(Utf8JsonWriter json, SafetensorsEntry entry, long offset)
    {
        json.WriteStartObject(entry.Name);
        json.WriteString("dtype", entry.DType);
        json.WriteStartArray("shape");
        foreach (long size in entry.Shape)
        {
            json.WriteNumberValue(size);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(offset + entry.LengthInBytes);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}

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
