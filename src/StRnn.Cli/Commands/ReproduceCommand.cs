using System.CommandLine;
using StRnn.Cli.Hosting;
using StRnn.Cli.Options;
using StRnn.Cli.Reproduction;
using StRnn.Experiments.Runs;

namespace StRnn.Cli.Commands;

/// <summary><c>strnn reproduce</c>.</summary>
internal sealed class ReproduceCommand : CliCommand
{
    private readonly CancellationToken _cancellation;
    private readonly Argument<string?> _target = OptionFactory.Positional(
        string.Join('|', Targets.Names), "The table or figure of the paper.", isRequired: true);

    private readonly Option<string?> _scale = OptionFactory.Choice(
        "--scale",
        "tiny: seconds, shows that it runs; small: two hours a table and seed; paper: the published setting (default small).",
        [.. Enum.GetNames<ReproductionScale>().Select(name => name.ToLowerInvariant())]);

    private readonly Option<string?> _data = OptionFactory.Text(
        "--data", $"The folder that holds the corpora's folders (default: the environment variable {ReproductionData.Variable}).", "DIR");

    private readonly Option<string[]?> _rows = new("--rows")
    {
        Description = "Only these rows, by name; default all.",
        HelpName = "ROW",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<int?> _seeds = OptionFactory.Number<int>(
        "--seeds", "Seeds of each row, from 1 on (default 1).", value => value is >= 1 and <= 100, "a whole number from 1 to 100");

    private readonly Option<string?> _out = OptionFactory.Text("--out", "The folder of runs and tables.", "DIR");
    private readonly Option<bool> _resume = new("--resume") { Description = "Go on with a table that was begun in --out." };
    private readonly BackendOptions _backend = new(hasDevice: false);

    public ReproduceCommand(CliConsole console, CancellationToken cancellation)
        : base("reproduce", "Repeat a table or figure of Liu et al. 2021: same data, same recipe, one flag changes the method.", console)
    {
        _cancellation = cancellation;
        _out.Required = true;
        Declare([_target, _scale, _data, _rows, _seeds, _out, _resume, .. _backend.All]);
    }

    public override string NotesTitle => "Tables and figures";

    public override IReadOnlyList<string> Notes =>
    [
        .. Targets.Names.Select(name => $"{name}: {Targets.Get(name, new ReproductionData(null, ReproductionScale.Tiny)).Title}"),
        "A finished row is kept, an interrupted one goes on where it stopped; a row whose corpus is not at hand says so.",
    ];

    public override IReadOnlyList<string> Examples =>
    [
        "strnn reproduce table2 --scale tiny --out runs/tiny",
        "strnn reproduce table2 --scale small --data data --seeds 2 --out runs/small",
        "strnn reproduce fig2 --scale small --data data --rows sanders-0.2 sanders-0.6 --out runs/small",
    ];

    protected override int Run(ParseResult parsed)
    {
        var scale = Enum.Parse<ReproductionScale>(parsed.GetValue(_scale) ?? nameof(ReproductionScale.Small), ignoreCase: true);
        string? root = parsed.GetValue(_data) ?? Environment.GetEnvironmentVariable(ReproductionData.Variable);
        var target = Targets.Get(parsed.GetValue(_target)!, new ReproductionData(root, scale));
        var rows = Wanted(target, parsed.GetValue(_rows) ?? []);
        string folder = Path.Combine(parsed.GetValue(_out)!, target.Name);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any() && !parsed.GetValue(_resume))
        {
            throw new UsageException($"--out '{folder}' holds a table already: continue it with --resume, or choose another folder.");
        }

        int seeds = parsed.GetValue(_seeds) ?? 1;
        using var host = _backend.Open(Console, parsed);
        using var interruption = new Interruption(Console, _cancellation);
        string? written = null;
        bool done = new ReproductionRun(Console, host, folder, seeds).Run(
            target.Rows,
            rows,
            outcomes => written = ReproductionReport.Write(folder, target, scale, seeds, outcomes, ReproductionPlot.Write(folder, target, outcomes)),
            interruption.Token);
        Console.Out.WriteLine();
        Console.Out.WriteLine(done
            ? $"Table: '{written}'"
            : $"Interrupted; finished rows are kept in '{folder}'. The same command with --resume goes on from there.");
        return done ? ExitCode.Done : ExitCode.Interrupted;
    }

    private static List<ReproductionRow> Wanted(ReproductionTarget target, string[] keys)
    {
        if (keys.FirstOrDefault(key => target.Rows.All(row => row.Key != key)) is { } unknown)
        {
            throw new UsageException(
                $"--rows: {target.Name} has no row '{unknown}'; it has {string.Join(", ", target.Rows.Select(row => row.Key))}.");
        }

        return [.. target.Rows.Where(row => keys.Length == 0 || keys.Contains(row.Key))];
    }
}
