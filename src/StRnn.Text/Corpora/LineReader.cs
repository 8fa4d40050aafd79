using System.IO.Compression;
using System.Text;

namespace StRnn.Text.Corpora;

/// <summary>
/// Streams the lines of a text file, plain or gzip, as strict UTF-8. Only a line feed ends a line; a carriage return is
/// whitespace.
/// </summary>
internal sealed class LineReader : IDisposable
{
    private readonly StreamReader _reader;
    private readonly char[] _block = new char[1 << 14];
    private readonly StringBuilder _line = new();
    private int _at;
    private int _end;
    private long _lines;

    private LineReader(string path)
    {
        Stream stream = File.OpenRead(path);
        if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            stream = new GZipStream(stream, CompressionMode.Decompress);
        }

        _reader = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true));
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

    public void Dispose() => _reader.Dispose();

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
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
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
            if (_at == _end)
            {
                _at = 0;
                _end = _reader.Read(_block);
                if (_end == 0)
                {
                    _lines++;
                    return any ? _line.ToString() : null;
                }
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
}
