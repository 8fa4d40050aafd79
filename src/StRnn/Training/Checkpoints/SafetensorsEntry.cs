namespace StRnn.Training.Checkpoints;

/// <summary>One tensor of a safetensors file to be written; its data is produced only when its turn comes, and not kept.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="DType">F32 or I32.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Write">Writes the little-endian elements.</param>
public sealed record SafetensorsEntry(string Name, string DType, IReadOnlyList<long> Shape, Action<Stream> Write)
{
    /// <summary>Single precision.</summary>
    public const string Float32 = "F32";

    /// <summary>Signed 32-bit integers.</summary>
    public const string Int32 = "I32";

    /// <summary>The size of the data.</summary>
    public long LengthInBytes => Shape.Aggregate(4L, (product, size) => product * size);
}
