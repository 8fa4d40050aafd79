namespace StRnn.OpenCL.Panels;

/// <summary>Which row of the matrix a position of the blocked order is: the rows of a unit's gates are neighbours there.</summary>
/// <param name="Gates">Gates of <paramref name="Hidden"/> rows each; 1 for rows in order.</param>
/// <param name="Hidden">Rows of a gate.</param>
internal readonly record struct RowOrder(int Gates, int Hidden)
{
    public static RowOrder Plain { get; } = new(1, 0);

    public int RowAt(int position) => Gates == 1 ? position : (position % Gates * Hidden) + (position / Gates);
}
