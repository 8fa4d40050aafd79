using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using StRnn.Text.Corpora;

namespace StRnn.Text.Classification.Sources;

/// <summary>
/// Streams a text file, plain or gzip (.gz), as strict UTF-8, and hashes what it reads; a data set can be larger than
/// an array. Skips a byte order mark. Any failure is a <see cref="CorpusException"/> with file and line.
/// </summary>
internal sealed class CorpusTextReader : TextReader
{
    private const string GzipExtension = ".gz";
    private const int BlockLength = 1 << 16;

    private readonly string _path;
    private readonly Stream _stream;
    private readonly uint? _gzipLength;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _bytes = new byte[BlockLength];
    private readonly char[] _chars = new char[BlockLength];
    private int _byteStart;
    private int _byteEnd;
    private int _charStart;
    private int _charEnd;
    private long _total;
    private long _line = 1;
    private bool _ended;

    public CorpusTextReader(string path)
    {
        _path = path;
        try
        {
            _stream = File.OpenRead(path);
            if (path.EndsWith(GzipExtension, StringComparison.OrdinalIgnoreCase))
            {
                _gzipLength = GzipLength(_stream);
                _stream = new GZipStream(_stream, CompressionMode.Decompress);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _stream?.Dispose();
            throw new CorpusException($"Can't read '{path}': {error.Message}", error);
        }
    }

    /// <summary>Computes the SHA-256 of the decompressed bytes; call it once, at the end of the file.</summary>
    public byte[] Digest() => _hash.GetHashAndReset();

    public override int Peek() => Fill() ? _chars[_charStart] : -1;

    public override int Read() => Fill() ? _chars[_charStart++] : -1;

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read(Span<char> buffer)
    {
        if (buffer.IsEmpty || !Fill())
        {
            return 0;
        }

        int count = Math.Min(buffer.Length, _charEnd - _charStart);
        _chars.AsSpan(_charStart, count).CopyTo(buffer);
        _charStart += count;
        return count;
    }

    /// <summary>Reads a line, which ends only at \n or \r\n: U+0085 and a single \r occur inside texts.</summary>
    public override string? ReadLine()
    {
        if (!Fill())
        {
            return null;
        }

        var line = new StringBuilder();
        while (Fill())
        {
            var rest = _chars.AsSpan(_charStart.._charEnd);
            int end = rest.IndexOf('\n');
            line.Append(end < 0 ? rest : rest[..end]);
            _charStart += end < 0 ? rest.Length : end + 1;
            if (end >= 0)
            {
                break;
            }
        }

        return line.Length > 0 && line[^1] == '\r' ? line.ToString(0, line.Length - 1) : line.ToString();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stream.Dispose();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Reads the length modulo 2^32 from the last four bytes of a gzip file.</summary>
    private static uint GzipLength(Stream file)
    {
        Span<byte> trailer = stackalloc byte[sizeof(uint)];
        if (file.Length < trailer.Length)
        {
            return uint.MaxValue;
        }

        file.Seek(-trailer.Length, SeekOrigin.End);
        file.ReadExactly(trailer);
        file.Seek(0, SeekOrigin.Begin);
        return BinaryPrimitives.ReadUInt32LittleEndian(trailer);
    }

    /// <summary>Makes a character available, or returns false if none is left.</summary>
    private bool Fill()
    {
        while (_charStart == _charEnd && !(_ended && _byteStart == _byteEnd))
        {
            ReadBytes();
            var status = Utf8.ToUtf16(
                _bytes.AsSpan(_byteStart.._byteEnd),
                _chars,
                out int read,
                out _charEnd,
                replaceInvalidSequences: false,
                isFinalBlock: _ended);
            _charStart = 0;
            _line += _bytes.AsSpan(_byteStart, read).Count((byte)'\n');
            _byteStart += read;
            if (status == OperationStatus.InvalidData)
            {
                throw new CorpusException(
                    $"'{_path}' is not UTF-8: line {_line} has the byte 0x{_bytes[_byteStart]:x2} "
                    + "where no character can have it. Convert the file to UTF-8.");
            }
        }

        return _charStart < _charEnd;
    }

    private void ReadBytes()
    {
        // What is left is at most the beginning of a character.
        _bytes.AsSpan(_byteStart.._byteEnd).CopyTo(_bytes);
        _byteEnd -= _byteStart;
        _byteStart = 0;
        if (_ended)
        {
            return;
        }

        var free = _bytes.AsSpan(_byteEnd);
        int count;
        try
        {
            count = _stream.ReadAtLeast(free, free.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException error)
        {
            throw BrokenGzip(error.Message.TrimEnd('.'), error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CorpusException($"Can't read '{_path}': {error.Message}", error);
        }

        _hash.AppendData(free[..count]);
        bool first = _total == 0;
        _total += count;
        _byteEnd += count;
        _ended = count < free.Length;

        // A truncated gzip stream ends without an error; only the length in its trailer reveals it.
        if (_ended && _gzipLength is { } length && length != (uint)_total)
        {
            throw BrokenGzip("the length in its trailer does not match", null);
        }

        if (first && _bytes.AsSpan(0, _byteEnd).StartsWith(Encoding.UTF8.Preamble))
        {
            _byteStart = Encoding.UTF8.Preamble.Length;
        }
    }

    private CorpusException BrokenGzip(string reason, Exception? error)
    {
        string message = $"'{_path}' is not gzip, broken, truncated or in several parts ({reason}): "
            + "download it again, or compress it again in one part.";
        return error is null ? new CorpusException(message) : new CorpusException(message, error);
    }
}
