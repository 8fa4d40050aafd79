using System.CommandLine;
using System.Globalization;
using StRnn.Cli.Hosting;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Methods;

namespace StRnn.Cli.Options;

/// <summary>The options that say what one connection is: a weight, or the weights of several rows.</summary>
internal sealed class ConnectionOptions
{
    private const string Weight = "weight";
    private const string Unit = "unit";

    private static readonly string[] Heights = ["1", "2", "4", "8"];

    private readonly Option<string?> _connections = OptionFactory.Choice(
        "--connections",
        "What is drawn, pruned and regrown: each weight by itself (default), or those of a unit's gates together.",
        [Weight, Unit]);

    private readonly Option<string?> _blockHeight = OptionFactory.Choice(
        "--block-height",
        "Neighbouring rows of the decoder that share their connections with --connections unit (default 4; half as "
        + "many where they do not divide its rows).",
        Heights);

    private readonly Option<string?> _recurrentHeight = OptionFactory.Choice(
        "--recurrent-block-height",
        "Rows of a recurrent layer that share their connections with --connections unit (default: one of each gate).",
        Heights);

    private readonly Option<string?> _magnitude = OptionFactory.Choice(
        "--block-magnitude",
        "Magnitude of a connection of several weights: the root of their mean square (norm, default), the largest, or "
        + "the mean.",
        ConnectionsConfig.Magnitudes);

    public IReadOnlyList<Option> All => [_connections, _blockHeight, _recurrentHeight, _magnitude];

    /// <summary>Replaces what options are given for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="before">What there is; null for connections of one weight.</param>
    /// <exception cref="UsageException">Options of several weights are given for connections of one.</exception>
    public ConnectionsConfig? Apply(ParseResult parsed, ConnectionsConfig? before)
    {
        var given = OptionFactory.Given(parsed, [_blockHeight, _recurrentHeight, _magnitude]);
        if ((parsed.GetValue(_connections) ?? (before is null ? Weight : Unit)) == Weight)
        {
            return given.Count == 0
                ? null
                : throw new UsageException(
                    $"{string.Join(", ", given)} needs --connections {Unit}: connections of one weight have no rows.");
        }

        var connections = before ?? ConnectionsConfig.Default;
        return connections with
        {
            BlockHeight = HeightOf(parsed, _blockHeight) ?? connections.BlockHeight,
            RecurrentHeight = HeightOf(parsed, _recurrentHeight) ?? connections.RecurrentHeight,
            Magnitude = parsed.GetValue(_magnitude) ?? connections.Magnitude,
        };
    }

    /// <summary>Leaves the connections out where a method has none.</summary>
    /// <param name="connections">What options or a preset say.</param>
    /// <param name="method">The method.</param>
    /// <param name="console">Is warned where they are left out.</param>
    public static ConnectionsConfig? For(ConnectionsConfig? connections, MethodConfig method, CliConsole console)
    {
        if (connections is null || MethodCatalog.Get(method.Name).IsSparse)
        {
            return connections;
        }

        console.Warn($"--method {method.Name} ignores --connections {Unit}: its weights are dense.");
        return null;
    }

    private static int? HeightOf(ParseResult parsed, Option<string?> option)
        => parsed.GetValue(option) is { } height ? int.Parse(height, CultureInfo.InvariantCulture) : null;
}
