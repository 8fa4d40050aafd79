using StRnn.Backends.Memory;
using StRnn.Training.Checkpoints;

namespace StRnn.Text.Topology;

/// <summary>The patterns of a checkpoint's tensors; the pattern of a dense tensor has every connection.</summary>
internal sealed class SavedPatterns(string path) : IDisposable
{
    private readonly SafetensorsReader _reader = Checkpoint.Open(path);

    public string Path => path;

    public bool Contains(string tensor) => _reader.Contains(tensor) || IsSparse(tensor);

    /// <exception cref="CheckpointException">There is no such matrix.</exception>
    public (int Rows, int Columns) ShapeOf(string tensor)
    {
        int[] shape = IsSparse(tensor)
            ? _reader.ReadInts($"{tensor}.shape")
            : [.. _reader.ShapeOf(tensor).Select(size => checked((int)size))];
        return shape is [int rows, int columns]
            ? (rows, columns)
            : throw new CheckpointException(
                $"The checkpoint '{path}' is damaged: '{tensor}' is no matrix: "
                + $"its shape is [{string.Join(", ", shape)}].");
    }

    /// <exception cref="CheckpointException">There is no such matrix, or its pattern is invalid.</exception>
    public SparsityPattern Read(string tensor)
    {
        var (rows, columns) = ShapeOf(tensor);
        try
        {
            return IsSparse(tensor)
                ? new SparsityPattern(
                    rows, columns, _reader.ReadInts(Offsets(tensor)), _reader.ReadInts($"{tensor}.column_indices"))
                : SparsityPattern.Full(rows, columns);
        }
        catch (ArgumentException exception)
        {
            throw new CheckpointException(
                $"The checkpoint '{path}' is damaged: '{tensor}': {exception.Message}", exception);
        }
    }

    public void Dispose() => _reader.Dispose();

    private static string Offsets(string tensor) => $"{tensor}.row_offsets";

    private bool IsSparse(string tensor) => _reader.Contains(Offsets(tensor));
}
