using Spectre.Console;
using StRnn.Cli.Hosting;
using StRnn.Sparsity.Distance;

namespace StRnn.Cli.Display;

/// <summary>Formats the distance of two topologies as a table and as JSON.</summary>
internal static class DistanceTable
{
    public static void Write(CliConsole console, string first, string second, NetworkDistance distance)
    {
        bool hasBlocks = distance.Layers.Any(layer => layer.Tensors.Any(tensor => tensor.Blocks.Height > 1));
        string[] figures = ["neurons", "moved", "distance", "in place"];
        var table = CliConsole.NewTable("layer", hasBlocks ? [.. figures, BlocksText.Heading] : figures);
        foreach (var layer in distance.Layers)
        {
            AddRow(
                "",
                Markup.Escape(layer.Name),
                $"{layer.Units:N0}",
                $"{layer.Moved:N0}",
                layer.IsDense ? "dense" : $"{layer.Distance:0.00000}",
                layer.IsDense ? "dense" : $"{layer.InPlace:0.00000}");
            foreach (var tensor in layer.IsDense ? [] : layer.Tensors)
            {
                AddRow(
                    BlocksText.Of(tensor.Blocks),
                    $"  {Markup.Escape(tensor.Name)}",
                    "",
                    "",
                    $"{tensor.Distance:0.00000}",
                    "");
            }
        }

        AddRow("", "network", "", "", $"{distance.Distance:0.00000}", $"{distance.InPlace:0.00000}");
        console.Out.WriteLine($"from '{first}' to '{second}'");
        console.WriteTable(table);

        void AddRow(string blocks, params string[] cells) => table.AddRow(hasBlocks ? [.. cells, blocks] : cells);
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
