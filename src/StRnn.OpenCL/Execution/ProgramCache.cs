using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Handles;

namespace StRnn.OpenCL.Execution;

/// <summary>
/// Compiled programs on disk. The key covers everything a binary depends on: platform, device, driver, source, options;
/// an entry begins with the hash of what follows, and one that is damaged, or that the driver refuses, is built again.
/// A failure here only costs time.
/// </summary>
/// <param name="directory">The folder of the entries; null for no cache.</param>
internal sealed class ProgramCache(string? directory)
{
    private const int HeaderLength = sizeof(int) + SHA256.HashSizeInBytes;
    private const int Version = 1;

    public ClProgram Build(ClContext context, string source, string options)
    {
        string? path = directory is null
            ? null
            : Path.Combine(directory, $"{KeyOf(context.Device, source, options)}.bin");
        if (path is not null && TryRead(path, out byte[] binary)
            && ClProgram.TryLoad(context, binary, options) is { } cached)
        {
            return cached;
        }

        var program = ClProgram.Build(context, source, options);
        if (path is not null)
        {
            Save(path, program.Binary());
        }

        return program;
    }

    internal static string KeyOf(OpenClDevice device, string source, string options)
    {
        string[] parts =
            [
                device.PlatformName,
                device.Name,
                device.Version,
                device.DriverVersion,
                FormattableString.Invariant($"{device.ComputeUnits}"),
                options,
                source,
            ];

        // Lengths, so that no two lists of parts make one text.
        string text = string.Concat(parts.Select(part => FormattableString.Invariant($"{part.Length}:{part}\n")));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    internal static bool TryRead(string path, out byte[] binary)
    {
        binary = [];
        try
        {
            if (!File.Exists(path))
            {
                return false;
            }

            byte[] entry = File.ReadAllBytes(path);
            if (entry.Length <= HeaderLength || BinaryPrimitives.ReadInt32LittleEndian(entry) != Version
                || !SHA256.HashData(entry.AsSpan(HeaderLength)).AsSpan()
                    .SequenceEqual(entry.AsSpan(sizeof(int), SHA256.HashSizeInBytes)))
            {
                return false;
            }

            binary = entry[HeaderLength..];
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // Writes a temporary file and renames it: a reader sees a whole entry or none.
    internal static void Save(string path, byte[] binary)
    {
        if (binary.Length == 0)
        {
            return;
        }

        byte[] entry = new byte[HeaderLength + binary.Length];
        BinaryPrimitives.WriteInt32LittleEndian(entry, Version);
        SHA256.HashData(binary).CopyTo(entry.AsSpan(sizeof(int)));
        binary.CopyTo(entry.AsSpan(HeaderLength));
        string temporary = $"{path}.{Path.GetRandomFileName()}";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(temporary, entry);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A stray temporary file does no harm.
            return;
        }
    }
}
