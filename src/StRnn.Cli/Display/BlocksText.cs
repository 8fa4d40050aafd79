using StRnn.Backends.Memory;

namespace StRnn.Cli.Display;

/// <summary>Formats the rows that share their connections.</summary>
internal static class BlocksText
{
    public const string Heading = "rows of a connection";

    public static string Of(RowBlocks blocks) => blocks switch
    {
        { Height: 1 } => "1",
        { AcrossGates: true } => $"{blocks.Height} of a unit",
        _ => $"{blocks.Height} neighbours",
    };
}
