using System.IO.Compression;
using System.Text;

namespace StRnn.Text.Corpora;

/// <summary>
/// Streams the lines of a text file, plain or gzip, as strict UTF-8. Only a line feed ends a line; a carriage return is
/// whitespace.
/// </summary>
internal sealed class LineReader : IDisposable
{
    private const int BlockLength = 1 << 14;

    private readonly Stream _stream;
    private readonly Decoder _decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
    private readonly byte[] _bytes = new byte[BlockLength];
    private readonly char[] _block = new char[BlockLength + 1];
    private readonly StringBuilder _line = new();
    private readonly byte[]? _trailer;
    private bool _hasBegun;
    private long _length;
    private int _at;
    private int _end;
    private long _lines;

    private LineReader(string path)
    {
        _stream = File.OpenRead(path);
        if (CorpusFile.IsGzip(path))
        {
            _trailer = new byte[Math.Min(CorpusFile.GzipTrailerLength, _stream.Length)];
            _stream.Seek(-_trailer.Length, SeekOrigin.End);
            _stream.ReadExactly(_trailer);
            _stream.Position = 0;
            _stream = new GZipStream(_stream, CompressionMode.Decompress);
        }
    }

    /// <summary>Streams the lines of a file.</summary>
    /// <exception cref="CorpusException">The file cannot be read, or is not UTF-8; the message names it.</exception>
    public static IEnumerable<string> Lines(string path)
    {
        using var reader = Guarded(path, 0, () => new LineReader(path))!;
        while (Guarded(path, reader._lines, reader.Next) is { } line)
        {
            yield return line;
        }
    }

    public void Dispose() => _stream.Dispose();

    private static T Guarded<T>(string path, long lines, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DecoderFallbackException error)
        {
            throw new CorpusException(
                $"'{path}' is not UTF-8, after line {lines}: convert the file to UTF-8.", error);
        }
        catch (InvalidDataException error)
        {
            throw CorpusFile.BrokenGzip(path, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CorpusException($"Can't read '{path}': {error.Message}", error);
        }
    }

    private string? Next()
    {
        _line.Clear();
        bool any = false;
        while (true)
        {
            if (_at == _end && !Fill())
            {
                _lines++;
                return any ? _line.ToString() : null;
            }

            any = true;
            var rest = _block.AsSpan(_at, _end - _at);
            int feed = rest.IndexOf('\n');
            _line.Append(feed < 0 ? rest : rest[..feed]);
            _at = feed < 0 ? _end : _at + feed + 1;
            if (feed >= 0)
            {
                _lines++;
                return _line.ToString();
            }
        }
    }

    /// <summary>Reads more characters, but for a byte order mark at the start.</summary>
    /// <returns>False at the end of the file.</returns>
    private bool Fill()
    {
        for (_at = _end = 0; _at == _end;)
        {
            int count = _stream.Read(_bytes);
            _end = _decoder.GetChars(_bytes, 0, count, _block, 0, flush: count == 0);
            _at = !_hasBegun && _end > 0 && _block[0] == '\ufeff' ? 1 : 0;
            _hasBegun |= _end > 0;
            _length += count;
            if (count == 0)
            {
                if (_trailer is not null)
                {
                    CorpusFile.RequireWholeGzip(_trailer, _length);
                }

                return false;
            }
        }

        return true;
    }
}
