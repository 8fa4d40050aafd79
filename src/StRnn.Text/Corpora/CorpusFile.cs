using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Unicode;

namespace StRnn.Text.Corpora;

/// <summary>Reads one text file of a corpus, plain or gzip, as strict UTF-8.</summary>
internal static class CorpusFile
{
    /// <summary>The bytes at the end of a gzip file, of which the last four are the length of the text.</summary>
    public const int GzipTrailerLength = 8;

    private const string GzipExtension = ".gz";

    /// <summary>Reads the content of a file, decompressed if its name ends in .gz.</summary>
    /// <exception cref="CorpusException">
    /// The file cannot be read, or its gzip stream is broken or truncated.
    /// </exception>
    public static byte[] ReadBytes(string path)
    {
        try
        {
            byte[] content = File.ReadAllBytes(path);
            return IsGzip(path) ? Decompress(content, path) : content;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CorpusException($"Can't read '{path}': {error.Message}", error);
        }
    }

    /// <summary>Determines whether a file is compressed, by its name.</summary>
    public static bool IsGzip(string path) => path.EndsWith(GzipExtension, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Requires a decompressed text to have the length in its trailer: a truncated stream ends without an error, and
    /// only this reveals it.
    /// </summary>
    /// <exception cref="InvalidDataException">It has not.</exception>
    public static void RequireWholeGzip(ReadOnlySpan<byte> trailer, long length)
    {
        if (trailer.Length < GzipTrailerLength
            || BinaryPrimitives.ReadUInt32LittleEndian(trailer[^sizeof(uint)..]) != (uint)length)
        {
            throw new InvalidDataException("the length in its trailer does not match");
        }
    }

    /// <summary>Says that a compressed file cannot be used.</summary>
    public static CorpusException BrokenGzip(string path, InvalidDataException error)
        => new(
            $"'{path}' is not gzip, broken, truncated or in several parts ({error.Message.TrimEnd('.')}): "
            + "download it again, or compress it again in one part.", error);

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
            RequireWholeGzip(content, text.Length);
            return text.ToArray();
        }
        catch (InvalidDataException error)
        {
            throw BrokenGzip(path, error);
        }
    }
}
