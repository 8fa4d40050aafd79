namespace StRnn.Layers;

/// <summary>The side of a weight that belongs to the units of a layer.</summary>
public enum UnitAxis
{
    /// <summary>
    /// The rows: what writes the units. With several gates unit k has the rows k, H + k, 2H + k and so on.
    /// </summary>
    Rows,

    /// <summary>The columns: what reads the units.</summary>
    Columns,
}
