using StRnn.Autograd;

namespace StRnn.Layers;

/// <summary>
/// The hidden units of a layer and every row and column of the model that belongs to one of them: an intrinsic sparse
/// structure, which can be removed as a whole without anything else changing its shape. Source: Wen et al. 2018,
/// section 3.1.
/// </summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Units">H.</param>
/// <param name="Uses">
/// Where its units are written and read; an entry on both sides of a recurrent matrix counts twice, as in the published
/// program.
/// </param>
public sealed record UnitStructure(string Name, int Units, IReadOnlyList<UnitUse> Uses);

/// <summary>A weight that touches the units of a layer.</summary>
/// <param name="Parameter">The weight's parameter, of rows * units or units columns.</param>
/// <param name="Axis">Which side of it.</param>
/// <param name="IsPenalized">
/// True where its entries count for a unit's norm; a bias goes with its unit but does not hold it.
/// </param>
public sealed record UnitUse(Parameter Parameter, UnitAxis Axis, bool IsPenalized = true)
{
    /// <summary>Gets the number of rows or columns on that side.</summary>
    public int Length => Axis == UnitAxis.Rows ? Parameter.Rows : Parameter.Columns;
}

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
