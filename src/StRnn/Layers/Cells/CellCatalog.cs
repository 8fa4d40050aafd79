using StRnn.Layers.Cells.Gru;
using StRnn.Layers.Cells.Lstm;
using StRnn.Layers.Cells.MinGru;

namespace StRnn.Layers.Cells;

/// <summary>
/// Lists the cells that layers can be stacked of. Models, configurations, the command line and the tests ask here, so
/// that a cell is its folder and a line of this list.
/// </summary>
public static class CellCatalog
{
    /// <summary>Gets the cells, each with its default choices.</summary>
    public static IReadOnlyList<RecurrentCell> All { get; } = [new LstmCell(), new GruCell(), new MinGruCell()];

    /// <summary>Gets the cells with every choice of each made.</summary>
    public static IEnumerable<RecurrentCell> AllChoices
        => All.SelectMany(cell => cell.Choices.Aggregate(
            (IEnumerable<RecurrentCell>)[cell],
            (made, choice) => made.SelectMany(one => choice.Values.Select(value => one.With(choice.Name, value)))));

    /// <summary>Gets a cell by its name.</summary>
    /// <param name="name">The name in configurations.</param>
    /// <exception cref="FormatException">There is no such cell.</exception>
    public static RecurrentCell Get(string name)
        => All.FirstOrDefault(cell => cell.Name == name) ?? throw new FormatException(
            $"there is no cell '{name}': use {string.Join(" or ", All.Select(cell => cell.Name))}.");
}
