using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace StRnn.Training.Checkpoints;

/// <summary>A reader of a safetensors file, one tensor at a time; the header is validated first.</summary>
public sealed class SafetensorsReader : IDisposable
{
    private const long MaximumHeaderLength = 100_000_000;

    private readonly string _path;
    private readonly FileStream _stream;
    private readonly Dictionary<string, Entry> _entries = [];
    private readonly Dictionary<string, string> _metadata = [];
    private readonly long _dataStart;

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointException">The file is missing, or is not a safetensors file.</exception>
    public SafetensorsReader(string path)
    {
        _path = path;
        try
        {
            _stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"The checkpoint '{path}' cannot be opened: {exception.Message}", exception);
        }

        try
        {
            _dataStart = ReadHeader();
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    /// <summary>Gets the metadata, free text by key.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Gets the tensors' names.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>Determines whether the file has a tensor of that name.</summary>
    /// <param name="name">The tensor's name.</param>
    public bool Contains(string name) => _entries.ContainsKey(name);

    /// <summary>Returns the sizes of a tensor.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <exception cref="CheckpointException">There is no such tensor.</exception>
    public IReadOnlyList<long> ShapeOf(string name) => Find(name).Shape;

    /// <summary>Returns the number of elements of a tensor.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <exception cref="CheckpointException">There is no such tensor, or it is too long for one array.</exception>
    public int CountOf(string name)
    {
        long count = Find(name).Count;
        return count <= Array.MaxLength ? (int)count : throw Broken($"tensor '{name}' has {count} elements");
    }

    /// <summary>Reads a tensor of single-precision numbers.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <exception cref="CheckpointException">
    /// There is no such tensor, or it is of another type, truncated or not finite.
    /// </exception>
    public float[] ReadFloats(string name)
    {
        var values = new float[CountOf(name)];
        ReadFloats(name, values);
        return values;
    }

    /// <summary>Reads a tensor of single-precision numbers into existing memory.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="values">Receives <see cref="CountOf"/> numbers.</param>
    /// <exception cref="CheckpointException">
    /// There is no such tensor, or it is of another type or length, truncated or not finite.
    /// </exception>
    public void ReadFloats(string name, Span<float> values)
    {
        Read(name, SafetensorsEntry.Float32, values);
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                throw Broken($"tensor '{name}' holds {values[i]} at position {i}");
            }
        }
    }

    /// <summary>Reads a tensor of 32-bit integers.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <exception cref="CheckpointException">
    /// There is no such tensor, or it is of another type or truncated.
    /// </exception>
    public int[] ReadInts(string name)
    {
        var values = new int[CountOf(name)];
        Read(name, SafetensorsEntry.Int32, values.AsSpan());
        return values;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private void Read<T>(string name, string dtype, Span<T> values)
        where T : unmanaged
    {
        var entry = Find(name);
        if (entry.DType != dtype)
        {
            throw new CheckpointException(
                $"The checkpoint '{_path}' cannot be used: tensor '{name}' is {entry.DType}, and only {dtype} is read: "
                + $"convert it to {dtype}.")
            {
                Cause = CheckpointFailure.Foreign,
            };
        }

        if (entry.Count != values.Length)
        {
            throw Broken($"tensor '{name}' has {entry.Count} elements where {values.Length} are needed");
        }

        try
        {
            _stream.Position = _dataStart + entry.Start;
            _stream.ReadExactly(MemoryMarshal.AsBytes(values));
        }
        catch (EndOfStreamException)
        {
            throw Broken($"the data of tensor '{name}' is truncated");
        }
    }

    private Entry Find(string name)
        => _entries.TryGetValue(name, out var entry) ? entry : throw Broken($"there is no tensor '{name}'");

    private long ReadHeader()
    {
        try
        {
            Span<byte> length = stackalloc byte[8];
            _stream.ReadExactly(length);
            long headerLength = BinaryPrimitives.ReadInt64LittleEndian(length);
            if (headerLength is <= 0 or > MaximumHeaderLength || headerLength > _stream.Length - 8)
            {
                throw Broken($"the header claims {headerLength} bytes");
            }

            var header = new byte[headerLength];
            _stream.ReadExactly(header);
            ParseHeader(header, _stream.Length - 8 - headerLength);
            return 8 + headerLength;
        }
        catch (Exception exception) when (
            exception is EndOfStreamException or JsonException or InvalidOperationException or FormatException
            or KeyNotFoundException)
        {
            throw Broken($"the header is damaged ({exception.Message})");
        }
    }

    private void ParseHeader(byte[] header, long dataLength)
    {
        using var document = JsonDocument.Parse(header);
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (property.Name == "__metadata__")
            {
                foreach (var item in property.Value.EnumerateObject())
                {
                    _metadata[item.Name] = item.Value.GetString() ?? string.Empty;
                }

                continue;
            }

            long[] shape = [.. property.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
            long[] offsets =
                [.. property.Value.GetProperty("data_offsets").EnumerateArray().Select(at => at.GetInt64())];
            string dtype = property.Value.GetProperty("dtype").GetString() ?? string.Empty;
            if (offsets.Length != 2 || offsets[0] < 0 || offsets[1] < offsets[0] || offsets[1] > dataLength)
            {
                throw Broken($"tensor '{property.Name}' lies outside the file, which may be truncated");
            }

            long length = offsets[1] - offsets[0];
            long count = shape.Aggregate(1L, (product, size) => product * size);
            if (shape.Any(size => size < 0) || length != count * BytesOf(dtype, property.Name))
            {
                throw Broken(
                    $"tensor '{property.Name}' has {length} bytes for {dtype} of shape [{string.Join(", ", shape)}]");
            }

            _entries[property.Name] = new Entry(dtype, shape, offsets[0], count);
        }
    }

    /// <summary>Gets the bytes of an element, of every type that safetensors files may have.</summary>
    private int BytesOf(string dtype, string tensor) => dtype switch
    {
        "F64" or "I64" or "U64" or "C64" => 8,
        SafetensorsEntry.Float32 or SafetensorsEntry.Int32 or "U32" => 4,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "F8_E4M3" or "F8_E5M2" or "F8_E8M0" or "I8" or "U8" or "BOOL" => 1,
        _ => throw Broken($"tensor '{tensor}' is of the unknown type '{dtype}'"),
    };

    private CheckpointException Broken(string what)
        => new($"The checkpoint '{_path}' cannot be used: {what}.") { Cause = CheckpointFailure.Unusable };

    private sealed record Entry(string DType, long[] Shape, long Start, long Count);
}
