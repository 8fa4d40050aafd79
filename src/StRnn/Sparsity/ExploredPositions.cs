using System.Numerics;
using StRnn.Backends.Memory;

namespace StRnn.Sparsity;

/// <summary>
/// The positions of a matrix that ever held a connection, for the exploration rate R_s = |ever active| / (rows *
/// columns) and for growth that prefers new positions. Source: Liu et al. 2021 (ITOP), section 3.2.
/// </summary>
/// <remarks>
/// A row is stored as a list of columns, or as one bit per column where that is smaller, so the memory is proportional
/// to the positions explored and at most a 32nd of a dense single-precision matrix.
/// </remarks>
internal sealed class ExploredPositions
{
    private const int BitsPerWord = 32;
    private const int IsBits = -1;

    private readonly int[][] _rows;
    private readonly bool[] _hasBits;
    private readonly int _columns;

    /// <summary>Creates an empty record.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    public ExploredPositions(int rows, int columns)
    {
        _rows = new int[rows][];
        Array.Fill(_rows, []);
        _hasBits = new bool[rows];
        _columns = columns;
    }

    /// <summary>Gets or sets the number of positions.</summary>
    public long Count { get; private set; }

    /// <summary>Gets rows * columns.</summary>
    public long Size => (long)_rows.Length * _columns;

    /// <summary>Gets R_s = Count / Size.</summary>
    public double Rate => (double)Count / Size;

    /// <summary>Gets the bytes of the record.</summary>
    public long LengthInBytes => _rows.Sum(row => (long)row.Length) * sizeof(int);

    private int Words => (_columns + BitsPerWord - 1) / BitsPerWord;

    /// <summary>Adds a pattern's connections.</summary>
    /// <param name="pattern">Of the same shape.</param>
    public void Add(SparsityPattern pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        for (int row = 0; row < _rows.Length; row++)
        {
            Add(row, pattern.ColumnIndices[pattern.RowOffsets[row]..pattern.RowOffsets[row + 1]]);
        }
    }

    /// <summary>Returns the positions of a range of rows, as a pattern.</summary>
    /// <param name="start">The first row.</param>
    /// <param name="count">The number of rows.</param>
    public SparsityPattern ToPattern(int start, int count)
    {
        var rowOffsets = new int[count + 1];
        for (int row = 0; row < count; row++)
        {
            rowOffsets[row + 1] = rowOffsets[row] + CountOf(start + row);
        }

        var columnIndices = new int[rowOffsets[count]];
        for (int row = 0; row < count; row++)
        {
            Columns(start + row, columnIndices.AsSpan(rowOffsets[row]));
        }

        return new SparsityPattern(count, _columns, rowOffsets, columnIndices);
    }

    /// <summary>
    /// Encodes the record as integers for a checkpoint: for each row its length and its columns, or -1 and its bits.
    /// </summary>
    public int[] Encode() => [.. _rows.SelectMany((row, i) => (int[])[_hasBits[i] ? IsBits : row.Length, .. row])];

    /// <summary>Decodes the integers of <see cref="Encode"/>.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="code">The integers.</param>
    /// <exception cref="ArgumentException">The integers are not a record of that shape.</exception>
    public static ExploredPositions Decode(int rows, int columns, ReadOnlySpan<int> code)
    {
        var explored = new ExploredPositions(rows, columns);
        int next = 0;
        for (int row = 0; row < rows; row++)
        {
            int length = next < code.Length ? code[next++] : int.MaxValue;
            explored._hasBits[row] = length == IsBits;
            length = length == IsBits ? explored.Words : length;
            if (length < 0 || length > code.Length - next)
            {
                throw new ArgumentException(
                    $"{code.Length} numbers are not a record of the explored positions of {rows} rows.", nameof(code));
            }

            explored._rows[row] = code.Slice(next, length).ToArray();
            RequireColumns(explored, row);
            explored.Count += explored.CountOf(row);
            next += length;
        }

        return next == code.Length
            ? explored
            : throw new ArgumentException(
                $"{code.Length - next} numbers remain after the explored positions of {rows} rows.", nameof(code));
    }

    private static void RequireColumns(ExploredPositions explored, int row)
    {
        int[] kept = explored._rows[row];
        bool isGood = explored._hasBits[row]
            ? explored._columns % BitsPerWord == 0 || (uint)kept[^1] >> (explored._columns % BitsPerWord) == 0
            : kept.Zip(kept.Skip(1)).All(pair => pair.First < pair.Second)
                && (kept.Length == 0 || (kept[0] >= 0 && kept[^1] < explored._columns));
        if (!isGood)
        {
            throw new ArgumentException(
                $"The explored positions of row {row} do not lie in {explored._columns} columns.");
        }
    }

    private void Add(int row, ReadOnlySpan<int> columns)
    {
        int before = CountOf(row);
        if (_hasBits[row])
        {
            Set(_rows[row], columns);
        }
        else
        {
            int[] merged = Merge(_rows[row], columns);
            _hasBits[row] = merged.Length > Words;
            if (_hasBits[row])
            {
                _rows[row] = new int[Words];
                Set(_rows[row], merged);
            }
            else if (merged.Length > before)
            {
                _rows[row] = merged;
            }
        }

        Count += CountOf(row) - before;
    }

    private static void Set(int[] bits, ReadOnlySpan<int> columns)
    {
        foreach (int column in columns)
        {
            bits[column / BitsPerWord] |= 1 << (column % BitsPerWord);
        }
    }

    private static int[] Merge(int[] a, ReadOnlySpan<int> b)
    {
        var merged = new int[a.Length + b.Length];
        int next = 0;
        int i = 0;
        int j = 0;
        while (i < a.Length || j < b.Length)
        {
            int column = Math.Min(i < a.Length ? a[i] : int.MaxValue, j < b.Length ? b[j] : int.MaxValue);
            i += i < a.Length && a[i] == column ? 1 : 0;
            j += j < b.Length && b[j] == column ? 1 : 0;
            merged[next++] = column;
        }

        return merged[..next];
    }

    private int CountOf(int row) => _hasBits[row]
        ? _rows[row].Sum(word => BitOperations.PopCount((uint)word))
        : _rows[row].Length;

    private void Columns(int row, Span<int> columns)
    {
        if (!_hasBits[row])
        {
            _rows[row].CopyTo(columns);
            return;
        }

        int next = 0;
        for (int word = 0; word < Words; word++)
        {
            for (uint bits = (uint)_rows[row][word]; bits != 0; bits &= bits - 1)
            {
                columns[next++] = (word * BitsPerWord) + BitOperations.TrailingZeroCount(bits);
            }
        }
    }
}
