using System.Collections;
using System.Runtime.CompilerServices;

namespace StRnn.Text.Corpora;

/// <summary>
/// A read-only stream of word ids: an array, or a part of a memory-mapped <see cref="TokenFile"/>, which is read piece
/// by piece and may be larger than memory.
/// </summary>
[CollectionBuilder(typeof(TokenSequence), nameof(Create))]
public sealed class TokenSequence : IReadOnlyList<int>
{
    private const int PieceLength = 1 << 16;

    private readonly int[] _array = [];
    private readonly MappedTokens? _file;
    private readonly int _first;

    /// <summary>
    /// Initializes a new instance of the <see cref="TokenSequence"/> class; the array is kept, not copied.
    /// </summary>
    /// <param name="tokens">The ids.</param>
    public TokenSequence(int[] tokens)
    {
        _array = tokens ?? throw new ArgumentNullException(nameof(tokens));
        Length = tokens.Length;
    }

    internal TokenSequence(MappedTokens file, int first, int length)
        => (_file, _first, Length) = (file, first, length);

    private TokenSequence(int[] array, MappedTokens? file, int first, int length)
        => (_array, _file, _first, Length) = (array, file, first, length);

    /// <summary>Gets the number of tokens.</summary>
    public int Length { get; }

    /// <inheritdoc/>
    public int Count => Length;

    /// <summary>Gets a value indicating whether the tokens are read from a file.</summary>
    public bool IsMapped => _file is not null;

    /// <inheritdoc/>
    public int this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Length);
            int[] buffer = [];
            return Read(index, 1, ref buffer)[0];
        }
    }

    /// <summary>Wraps an array.</summary>
    /// <param name="tokens">The ids; kept, not copied.</param>
    public static implicit operator TokenSequence(int[] tokens) => new(tokens);

    /// <summary>Makes a sequence of some ids, for collection expressions.</summary>
    /// <param name="tokens">The ids; copied.</param>
    public static TokenSequence Create(ReadOnlySpan<int> tokens) => new(tokens.ToArray());

    /// <summary>Returns a part, without copying.</summary>
    /// <param name="start">The number of its first token.</param>
    /// <param name="length">The number of its tokens.</param>
    public TokenSequence Slice(int start, int length)
    {
        Check(start, length);
        return new TokenSequence(_array, _file, _first + start, length);
    }

    /// <summary>Copies all tokens to memory.</summary>
    public int[] ToArray()
    {
        int[] buffer = [];
        return Read(0, Length, ref buffer).ToArray();
    }

    /// <summary>
    /// Reads some tokens. Of an array it returns a view; of a file it fills the buffer, which grows where needed and is
    /// valid until the next read.
    /// </summary>
    /// <param name="start">The number of the first token.</param>
    /// <param name="count">The number of tokens.</param>
    /// <param name="buffer">The buffer.</param>
    /// <exception cref="CorpusException">The file has been changed since it was opened.</exception>
    public ReadOnlySpan<int> Read(int start, int count, scoped ref int[] buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        Check(start, count);
        if (_file is null)
        {
            return _array.AsSpan(_first + start, count);
        }

        if (buffer.Length < count)
        {
            buffer = new int[count];
        }

        _file.Read(_first + start, buffer.AsSpan(0, count));
        return buffer.AsSpan(0, count);
    }

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator()
    {
        int[] buffer = [];
        for (int start = 0; start < Length; start += PieceLength)
        {
            int count = Math.Min(PieceLength, Length - start);
            int[] piece = Read(start, count, ref buffer).ToArray();
            foreach (int token in piece)
            {
                yield return token;
            }
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Hands out all tokens piece by piece, so that a file is never in memory as a whole.</summary>
    internal void ForEachPiece(Action<ReadOnlySpan<int>> receive)
    {
        int[] buffer = [];
        for (int start = 0; start < Length; start += PieceLength)
        {
            receive(Read(start, Math.Min(PieceLength, Length - start), ref buffer));
        }
    }

    private void Check(int start, int count)
    {
        if (start < 0 || count < 0 || start > Length - count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(start), start, $"{count} tokens from there on are not in a sequence of {Length}.");
        }
    }
}
