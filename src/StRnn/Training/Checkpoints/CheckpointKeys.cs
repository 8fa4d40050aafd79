namespace StRnn.Training.Checkpoints;

/// <summary>
/// The names of tensors and metadata in a checkpoint, which never change, so that old files stay readable.
/// </summary>
/// <remarks>
/// A dense parameter is tensor <c>NAME</c>; a sparse one is <c>NAME.values</c>, <c>NAME.column_indices</c>,
/// <c>NAME.row_offsets</c> and <c>NAME.shape</c> (rows and columns); an optimiser array is <c>NAME.STATE</c>; carried
/// state is <c>state.NAME</c>; <c>NAME.explored</c> and <c>NAME.dense_STATE</c> are what a method of sparse training
/// remembers.
/// </remarks>
internal static class CheckpointKeys
{
    /// <summary>The metadata that holds the run's progress.</summary>
    public const string Progress = "strnn.progress";

    /// <summary>The metadata that holds the format.</summary>
    public const string Format = "strnn.format";

    /// <summary>Gets the name of a sparse parameter's values, [nnz].</summary>
    public static string Values(string parameter) => $"{parameter}.values";

    /// <summary>Gets the name of a sparse parameter's column indices, [nnz].</summary>
    public static string ColumnIndices(string parameter) => $"{parameter}.column_indices";

    /// <summary>Gets the name of a sparse parameter's row offsets, [rows + 1].</summary>
    public static string RowOffsets(string parameter) => $"{parameter}.row_offsets";

    /// <summary>Gets the name of a sparse parameter's rows and columns, [2].</summary>
    public static string Shape(string parameter) => $"{parameter}.shape";

    /// <summary>Gets the name of an optimiser's or method's array of a parameter, as long as its values.</summary>
    public static string State(string parameter, string state) => $"{parameter}.{state}";

    /// <summary>Gets the name of an optimiser's array at all positions of a parameter, [rows, columns].</summary>
    public static string DenseState(string parameter, string state) => $"{parameter}.dense_{state}";

    /// <summary>Gets the name of the positions of a parameter that ever held a connection, encoded.</summary>
    public static string Explored(string parameter) => $"{parameter}.explored";

    /// <summary>Gets the name of state carried between steps.</summary>
    public static string Carried(string name) => $"state.{name}";
}
