using StRnn.Autograd;
using StRnn.Layers;
using StRnn.Tensors;

namespace StRnn.Sparsity.Structures;

/// <summary>
/// Extracts the smaller dense model from one whose units have vanished: a unit whose group is 0 everywhere has no
/// effect, so its rows and columns are left out. Source: Wen et al. 2018, section 3.1.
/// </summary>
public sealed class UnitExtraction
{
    private readonly Dictionary<(Parameter Parameter, UnitAxis Axis), int[]> _kept = [];

    /// <summary>
    /// Initializes a new instance of the <see cref="UnitExtraction"/> class, and finds the units that remain.
    /// </summary>
    /// <param name="structures">The model's unit structures.</param>
    public UnitExtraction(IReadOnlyList<UnitStructure> structures)
    {
        ArgumentNullException.ThrowIfNull(structures);
        Kept = [.. structures.Select(Remaining)];
        foreach (var (structure, kept) in structures.Zip(Kept))
        {
            foreach (var use in structure.Uses)
            {
                _kept[(use.Parameter, use.Axis)] =
                    [
                        .. Enumerable.Range(0, use.Length / structure.Units)
                            .SelectMany(gate => kept.Select(unit => (gate * structure.Units) + unit)),
                    ];
            }
        }
    }

    /// <summary>Gets the remaining units of each structure, ascending; at least one of each.</summary>
    public IReadOnlyList<int[]> Kept { get; }

    /// <summary>Extracts the part of a weight that remains.</summary>
    /// <param name="parameter">The parameter of the weight, dense.</param>
    /// <returns>The number of rows, the number of columns, and the values, row after row.</returns>
    public (int Rows, int Columns, float[] Values) Extract(Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        int[] rows = KeptOf(parameter, UnitAxis.Rows, parameter.Rows);
        int[] columns = KeptOf(parameter, UnitAxis.Columns, parameter.Columns);
        float[] values = parameter.Weight.ToArray();
        var kept = rows.SelectMany(row => columns.Select(column => values[((long)row * parameter.Columns) + column]));
        return (rows.Length, columns.Length, [.. kept]);
    }

    private int[] KeptOf(Parameter parameter, UnitAxis axis, int length)
        => _kept.TryGetValue((parameter, axis), out int[]? kept) ? kept : [.. Enumerable.Range(0, length)];

    private static int[] Remaining(UnitStructure structure)
    {
        var isHeld = new bool[structure.Units];
        foreach (var use in structure.Uses.Where(use => use.IsPenalized))
        {
            float[] values = use.Parameter.Weight.ToArray();
            int columns = use.Parameter.Columns;
            for (int k = 0; k < values.Length; k++)
            {
                isHeld[(use.Axis == UnitAxis.Rows ? k / columns : k % columns) % structure.Units] |= values[k] != 0;
            }
        }

        int[] held = [.. Enumerable.Range(0, structure.Units).Where(unit => isHeld[unit])];
        return held.Length > 0 ? held : [0];
    }
}
