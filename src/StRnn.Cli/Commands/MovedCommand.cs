using System.CommandLine;
using StRnn.Cli.Hosting;

namespace StRnn.Cli.Commands;

/// <summary><c>strnn reproduce</c>, which says where it went: plots and baselines weigh ten times the engine.</summary>
internal sealed class MovedCommand : CliCommand
{
    public MovedCommand(CliConsole console)
        : base("reproduce", "Moved: a tool of its own, strnn-reproduce.", console)
    {
        Hidden = true;
        TreatUnmatchedTokensAsErrors = false;
    }

    public override IReadOnlyList<string> Examples => ["strnn-reproduce table2 --scale tiny --out runs/tiny"];

    protected override int Run(ParseResult parsed)
        => throw new UsageException(
            "'reproduce' is a tool of its own, 'strnn-reproduce', with the same options and run folders: "
            + "'dotnet tool install StRnn.Reproduction', or 'artifacts/bin/strnn-reproduce' in a checkout.");
}
