using System.Buffers.Binary;

namespace StRnn.Cpu.Native;

/// <summary>
/// What a native library's file says it is built for. A loader that refuses it may only say that there is no such file.
/// </summary>
internal static class LibraryFile
{
    private const int HeaderLength = 1024;

    /// <summary>Reads the platform that a library is built for, for example <c>linux-arm64</c>.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The platform; null where the file cannot be read or is no library that is known.</returns>
    public static string? PlatformOf(string path)
    {
        byte[] header = new byte[HeaderLength];
        try
        {
            using var file = File.OpenRead(path);
            file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return header switch
        {
            [0x7F, (byte)'E', (byte)'L', (byte)'F', ..]
                => $"linux-{OfElf(BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(18)))}",
            [(byte)'M', (byte)'Z', ..] => $"win-{OfPortableExecutable(header)}",
            [0xCF, 0xFA, 0xED, 0xFE, ..]
                => $"osx-{OfMachO(BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4)))}",
            _ => null,
        };
    }

    private static string OfElf(ushort machine) => machine switch
    {
        3 => "x86",
        40 => "arm",
        62 => "x64",
        183 => "arm64",
        243 => "riscv64",
        _ => $"machine {machine}",
    };

    private static string OfPortableExecutable(ReadOnlySpan<byte> header)
    {
        int at = BinaryPrimitives.ReadInt32LittleEndian(header[0x3C..]);
        ushort machine = at is >= 0 and < HeaderLength - 6
            ? BinaryPrimitives.ReadUInt16LittleEndian(header[(at + 4)..])
            : (ushort)0;
        return machine switch
        {
            0x14C => "x86",
            0x8664 => "x64",
            0xAA64 => "arm64",
            _ => $"machine {machine}",
        };
    }

    private static string OfMachO(uint processor) => processor switch
    {
        0x01000007 => "x64",
        0x0100000C => "arm64",
        _ => $"processor {processor}",
    };
}
