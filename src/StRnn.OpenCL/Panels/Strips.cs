using StRnn.Backends.Memory;
using StRnn.OpenCL.Execution;
using StRnn.OpenCL.Handles;

namespace StRnn.OpenCL.Panels;

/// <summary>
/// The columns of a product's right operand, packed: strips of 64 columns (the last one narrower), each contiguous,
/// zero-padded to whole vectors of a width that there are kernels for.
/// </summary>
internal readonly record struct Strips(int Columns, int LastWidth)
{
    public const int Width = 64;

    private const int Lanes = 8;

    /// <summary>Returns strips of the sparse kernels: 1, 2, 3, 4, 6 or 8 vectors.</summary>
    public static Strips OfSparse(int columns) => new(columns, Lanes * SparseVectors(Used(columns)));

    /// <summary>Returns strips of the dense kernel, which takes two vectors at a time.</summary>
    public static Strips OfDense(int columns)
        => new(columns, (Used(columns) + (2 * Lanes) - 1) / (2 * Lanes) * (2 * Lanes));

    public int Count => (Columns + Width - 1) / Width;

    /// <summary>Returns the floats of an operand of that many rows.</summary>
    public long PackedLength(long rows) => rows * (((Count - 1L) * Width) + LastWidth);

    /// <summary>
    /// Lists the strips by the number of their vectors: those of full width, and the last one if it is narrower.
    /// </summary>
    public IEnumerable<(int First, int Count, int Vectors)> Groups()
    {
        int full = LastWidth == Width ? Count : Count - 1;
        if (full > 0)
        {
            yield return (0, full, Width / Lanes);
        }

        if (full < Count)
        {
            yield return (full, 1, LastWidth / Lanes);
        }
    }

    /// <summary>Packs all rows of x.</summary>
    public void Pack(OpenClContext context, MatrixView x, ClBuffer packed, long offset = 0)
        => Pack(context, "pack_strips", x, x.Rows, packed, offset);

    /// <summary>Packs the transposed of x: row k is column k of x.</summary>
    public void PackTransposed(OpenClContext context, MatrixView x, ClBuffer packed)
        => Pack(context, "pack_transposed", x, x.Columns, packed, 0);

    private void Pack(OpenClContext context, string kernel, MatrixView x, int rows, ClBuffer packed, long offset)
        => context.Kernel(kernel).Matrix(x).Int(rows).Int(Columns).Int(LastWidth).Buffer(packed).Long(offset)
            .Run(rows, Count, context.Tuning.ElementGroup);

    private static int Used(int columns) => columns == 0 ? 0 : ((columns - 1) % Width) + 1;

    private static int SparseVectors(int used)
    {
        int vectors = (used + Lanes - 1) / Lanes;
        return vectors switch
        {
            5 => 6,
            7 => 8,
            _ => vectors,
        };
    }
}
