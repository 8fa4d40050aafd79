using Spectre.Console;
using StRnn.Cli.Hosting;
using StRnn.Sparsity.Distance;

namespace StRnn.Cli.Display;

/// <summary>The distance of two topologies, for people and machines.</summary>
internal static class DistanceTable
{
    public static void Write(CliConsole console, string first, string second, NetworkDistance distance)
    {
        var table = new Table().AddColumn("layer");
        foreach (string header in new[] { "neurons", "moved", "distance", "in place" })
        {
            table.AddColumn(new TableColumn(header).RightAligned());
        }

        foreach (var layer in distance.Layers)
        {
            table.AddRow(
                Markup.Escape(layer.Name),
                $"{layer.Units:N0}",
                $"{layer.Moved:N0}",
                layer.IsDense ? "dense" : $"{layer.Distance:0.00000}",
                layer.IsDense ? "dense" : $"{layer.InPlace:0.00000}");
            foreach (var tensor in layer.IsDense ? [] : layer.Tensors)
            {
                table.AddRow($"  {Markup.Escape(tensor.Name)}", string.Empty, string.Empty, $"{tensor.Distance:0.00000}", string.Empty);
            }
        }

        table.AddRow("network", string.Empty, string.Empty, $"{distance.Distance:0.00000}", $"{distance.InPlace:0.00000}");
        console.Out.WriteLine($"from '{first}' to '{second}'");
        console.WriteTable(table);
    }

    public static object ToJson(string first, string second, NetworkDistance distance) => new
    {
        First = first,
        Second = second,
        distance.Distance,
        distance.InPlace,
        Layers = distance.Layers.Select(layer => new
        {
            layer.Name,
            layer.Units,
            layer.Moved,
            layer.IsDense,
            layer.Distance,
            layer.InPlace,
            Tensors = layer.Tensors.Select(tensor => new { tensor.Name, tensor.Distance }),
        }),
    };
}
