using System.Buffers.Binary;

namespace StRnn.Text.Corpora;

/// <summary>The header of a token file: numbers of tokens and words, and two hashes.</summary>
/// <param name="Width">The bytes of a token, 2 or 4.</param>
/// <param name="Train">The number of training tokens.</param>
/// <param name="Valid">The number of validation tokens.</param>
/// <param name="Test">The number of test tokens.</param>
/// <param name="Words">The number of words of the vocabulary.</param>
/// <param name="TextBytes">The bytes of the source and the vocabulary.</param>
/// <param name="SourceSha256">The SHA-256 of the text.</param>
/// <param name="ContentSha256">The SHA-256 of all that follows the header.</param>
internal sealed record TokenFileHeader(
    int Width,
    long Train,
    long Valid,
    long Test,
    int Words,
    long TextBytes,
    string SourceSha256,
    string ContentSha256)
{
    public const int Length = 128;

    private const int Version = 1;
    private const int HashAt = 56;
    private const int HashLength = 32;

    public static ReadOnlySpan<byte> Magic => "STRNNTOK"u8;

    /// <summary>Reads a file's header.</summary>
    /// <exception cref="CorpusException">The file has none, or one of another version.</exception>
    public static TokenFileHeader Read(string path)
    {
        using var file = File.OpenRead(path);
        var bytes = new byte[Length];
        if (file.ReadAtLeast(bytes, Length, throwOnEndOfStream: false) < Length || !bytes.AsSpan().StartsWith(Magic))
        {
            throw new CorpusException(
                $"'{path}' is no token file: write one from a text, a sentence per line.");
        }

        int version = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8));
        if (version != Version)
        {
            throw new CorpusException(
                $"The token file '{path}' has version {version}, this program reads {Version}: write it again.");
        }

        var header = new TokenFileHeader(
            BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(12)),
            BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(16)),
            BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(24)),
            BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(32)),
            BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(40)),
            BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(48)),
            Convert.ToHexStringLower(bytes.AsSpan(HashAt, HashLength)),
            Convert.ToHexStringLower(bytes.AsSpan(HashAt + HashLength, HashLength)));
        long[] counts = [header.Train, header.Valid, header.Test, header.Train + header.Valid + header.Test];
        return header.Width is sizeof(ushort) or sizeof(int)
            && header.Words > 0
            && header.TextBytes is > 0 and <= int.MaxValue
            && counts.All(count => count is >= 0 and <= int.MaxValue)
            ? header
            : throw new CorpusException($"The token file '{path}' is damaged: write it again from its text.");
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), Width);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), Train);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), Valid);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(32), Test);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(40), Words);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(48), TextBytes);
        Convert.FromHexString(SourceSha256).CopyTo(bytes, HashAt);
        Convert.FromHexString(ContentSha256).CopyTo(bytes, HashAt + HashLength);
        return bytes;
    }
}
