using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Unicode;

namespace StRnn.Text.Corpora;

/// <summary>Reads one text file of a corpus, plain or gzip, as strict UTF-8.</summary>
internal static class CorpusFile
{
    private const string GzipExtension = ".gz";
    private const int GzipTrailerLength = 8;

    /// <summary>Reads the content of a file, decompressed if its name ends in .gz.</summary>
    /// <exception cref="CorpusException">
    /// The file cannot be read, or its gzip stream is broken or truncated.
    /// </exception>
    public static byte[] ReadBytes(string path)
    {
        try
        {
            byte[] content = File.ReadAllBytes(path);
            return path.EndsWith(GzipExtension, StringComparison.OrdinalIgnoreCase)
                ? Decompress(content, path)
                : content;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CorpusException($"Can't read '{path}': {error.Message}", error);
        }
    }

    /// <summary>Decodes UTF-8; skips a byte order mark at the start.</summary>
    /// <exception cref="CorpusException">The bytes are not UTF-8; the message names the line.</exception>
    public static string Decode(ReadOnlySpan<byte> content, string path)
    {
        var bytes = content.StartsWith(Encoding.UTF8.Preamble) ? content[Encoding.UTF8.Preamble.Length..] : content;
        char[] text = new char[bytes.Length];
        var status = Utf8.ToUtf16(bytes, text, out int read, out int written, replaceInvalidSequences: false);
        if (status != OperationStatus.Done)
        {
            throw new CorpusException(
                $"'{path}' is not UTF-8: line {bytes[..read].Count((byte)'\n') + 1} has the byte 0x{bytes[read]:x2} "
                + "where no character can have it. Convert the file to UTF-8.");
        }

        return new string(text, 0, written);
    }

    private static byte[] Decompress(byte[] content, string path)
    {
        try
        {
            using var gzip = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
            using var text = new MemoryStream();
            gzip.CopyTo(text);

            // A truncated stream ends without an error; only the length in the trailer reveals it.
            if (content.Length < GzipTrailerLength
                || BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan()[^sizeof(uint)..]) != (uint)text.Length)
            {
                throw new InvalidDataException("the length in its trailer does not match");
            }

            return text.ToArray();
        }
        catch (InvalidDataException error)
        {
            throw new CorpusException(
                $"'{path}' is not gzip, broken, truncated or in several parts ({error.Message.TrimEnd('.')}): "
                + "download it again, or compress it again in one part.", error);
        }
    }
}
