using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace StRnn.Text.Corpora;

/// <summary>
/// The tokens of a memory-mapped file: little-endian, 16 or 32 bits each. The mapping lives as long as a sequence of
/// it.
/// </summary>
internal sealed class MappedTokens
{
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly SafeMemoryMappedViewHandle _view;
    private readonly int _offset;
    private readonly int _width;
    private readonly (long Length, DateTime LastWrite) _state;

    /// <summary>Maps a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offset">The position of the first token in it.</param>
    /// <param name="width">The bytes of a token, 2 or 4.</param>
    public MappedTokens(string path, int offset, int width)
    {
        _path = path;
        _offset = offset;
        _width = width;
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        using var mapped = MemoryMappedFile.CreateFromFile(
            _file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _view = mapped.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read).SafeMemoryMappedViewHandle;
        _state = State();
    }

    /// <summary>Reads some tokens.</summary>
    /// <exception cref="CorpusException">The file has been changed since it was opened.</exception>
    public void Read(long first, Span<int> tokens)
    {
        // A file that was cut would end the process, and one that was rewritten would train on another text.
        if (State() != _state)
        {
            throw new CorpusException(
                $"'{_path}' was changed while it was in use: the text is no longer the one that was checked. Begin "
                + "again with a file that stays.");
        }

        ulong position = (ulong)(_offset + (first * _width));
        if (_width == sizeof(int))
        {
            _view.ReadSpan(position, tokens);
            if (!BitConverter.IsLittleEndian)
            {
                BinaryPrimitives.ReverseEndianness(tokens, tokens);
            }

            return;
        }

        // The narrow numbers lie in the second half of the wide ones' memory, which is written from the front.
        var narrow = MemoryMarshal.Cast<int, ushort>(tokens)[tokens.Length..];
        _view.ReadSpan(position, narrow);
        for (int k = 0; k < tokens.Length; k++)
        {
            ushort token = narrow[k];
            tokens[k] = BitConverter.IsLittleEndian ? token : BinaryPrimitives.ReverseEndianness(token);
        }
    }

    private (long Length, DateTime LastWrite) State()
        => (RandomAccess.GetLength(_file), File.GetLastWriteTimeUtc(_file));
}
