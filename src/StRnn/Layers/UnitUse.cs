using StRnn.Autograd;

namespace StRnn.Layers;

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
