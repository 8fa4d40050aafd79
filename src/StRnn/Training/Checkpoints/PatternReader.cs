using StRnn.Backends.Memory;

namespace StRnn.Training.Checkpoints;

/// <summary>A reader of the patterns of a checkpoint's matrices, sparse or dense, without their values.</summary>
/// <param name="reader">The checkpoint, which stays the caller's.</param>
/// <param name="path">The path of the checkpoint, for messages.</param>
public sealed class PatternReader(SafetensorsReader reader, string path)
{
    private readonly SafetensorsReader _reader = reader ?? throw new ArgumentNullException(nameof(reader));

    /// <summary>Determines whether there is a matrix of that name.</summary>
    /// <param name="name">The parameter's name.</param>
    public bool Contains(string name) => _reader.Contains(name) || IsSparse(name);

    /// <summary>
    /// Determines whether a parameter is sparse in this file: a method may start dense and end sparse.
    /// </summary>
    /// <param name="name">The parameter's name.</param>
    public bool IsSparse(string name) => _reader.Contains(CheckpointKeys.Values(name));

    /// <summary>Gets the number of a sparse parameter's connections.</summary>
    /// <param name="name">The parameter's name.</param>
    /// <exception cref="CheckpointException">There is no such parameter.</exception>
    public long NnzOf(string name) => _reader.ShapeOf(CheckpointKeys.Values(name))[0];

    /// <summary>Gets the shape of a matrix.</summary>
    /// <param name="name">The parameter's name.</param>
    /// <exception cref="CheckpointException">There is no such matrix.</exception>
    public (int Rows, int Columns) ShapeOf(string name)
    {
        int[] shape = IsSparse(name)
            ? _reader.ReadInts(CheckpointKeys.Shape(name))
            : [.. _reader.ShapeOf(name).Select(size => checked((int)size))];
        return shape is [int rows, int columns]
            ? (rows, columns)
            : throw new CheckpointException(
                $"The checkpoint '{path}' is damaged: '{name}' is not a matrix: its shape is "
                + $"[{string.Join(", ", shape)}].");
    }

    /// <summary>Reads the pattern of a matrix; a dense one has every connection.</summary>
    /// <param name="name">The parameter's name.</param>
    /// <exception cref="CheckpointException">There is no such matrix, or its pattern is invalid.</exception>
    public SparsityPattern Read(string name)
    {
        var (rows, columns) = ShapeOf(name);
        try
        {
            return IsSparse(name) ? ReadSparse(name, rows, columns) : SparsityPattern.Full(rows, columns);
        }
        catch (ArgumentException exception)
        {
            throw new CheckpointException(
                $"The checkpoint '{path}' is damaged: '{name}': {exception.Message}", exception);
        }
    }

    /// <summary>Reads the pattern of a sparse parameter of a model.</summary>
    /// <param name="name">The parameter's name.</param>
    /// <param name="rows">The number of rows in the model.</param>
    /// <param name="columns">The number of columns in the model.</param>
    /// <param name="blocks">The groups of rows that share their columns in the model; null for one row each.</param>
    /// <exception cref="ArgumentException">The pattern does not have that shape, or those blocks.</exception>
    internal SparsityPattern ReadSparse(string name, int rows, int columns, RowBlocks? blocks = null)
        => new(
            rows,
            columns,
            _reader.ReadInts(CheckpointKeys.RowOffsets(name)),
            _reader.ReadInts(CheckpointKeys.ColumnIndices(name)),
            blocks ?? RowBlocks.Single);
}
