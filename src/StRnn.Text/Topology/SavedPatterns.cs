using StRnn.Tensors;
using StRnn.Training.Checkpoints;

namespace StRnn.Text.Topology;

/// <summary>The patterns of a checkpoint's tensors; a dense tensor's has every connection.</summary>
internal sealed class SavedPatterns(string path) : IDisposable
{
    private readonly SafetensorsReader _reader = new(path);

    public string Path => path;

    public bool Contains(string tensor) => _reader.Contains(tensor) || IsSparse(tensor);

    public int RowsOf(string tensor)
        => checked((int)(IsSparse(tensor) ? _reader.ShapeOf(Offsets(tensor))[0] - 1 : _reader.ShapeOf(tensor)[0]));

    /// <summary>The columns of a dense tensor; of a sparse one as many as its connections need.</summary>
    public int LeastColumnsOf(string tensor)
        => IsSparse(tensor) ? _reader.ReadInts(Columns(tensor)).DefaultIfEmpty(0).Max() + 1 : (int)_reader.ShapeOf(tensor)[1];

    /// <exception cref="CheckpointException">There is no such tensor, or it has another width.</exception>
    public SparsityPattern Read(string tensor, int columns)
    {
        try
        {
            return IsSparse(tensor)
                ? new SparsityPattern(RowsOf(tensor), columns, _reader.ReadInts(Offsets(tensor)), _reader.ReadInts(Columns(tensor)))
                : _reader.ShapeOf(tensor)[1] == columns
                    ? Full(RowsOf(tensor), columns)
                    : throw new ArgumentException($"it has {_reader.ShapeOf(tensor)[1]} columns, not {columns}.");
        }
        catch (ArgumentException exception)
        {
            throw new CheckpointException($"The checkpoint '{path}' is damaged: '{tensor}': {exception.Message}", exception);
        }
    }

    public void Dispose() => _reader.Dispose();

    private static SparsityPattern Full(int rows, int columns)
    {
        var offsets = new int[rows + 1];
        var indices = new int[checked(rows * columns)];
        for (int row = 0; row < rows; row++)
        {
            offsets[row + 1] = (row + 1) * columns;
            for (int column = 0; column < columns; column++)
            {
                indices[(row * columns) + column] = column;
            }
        }

        return new SparsityPattern(rows, columns, offsets, indices);
    }

    private static string Offsets(string tensor) => $"{tensor}.row_offsets";

    private static string Columns(string tensor) => $"{tensor}.column_indices";

    private bool IsSparse(string tensor) => _reader.Contains(Offsets(tensor));
}
