using System.CommandLine;
using StRnn.Cli.Commands;
using StRnn.Cli.Hosting;
using StRnn.Cli.Options;
using StRnn.Cli.Sessions;
using StRnn.Experiments.Reproduction;

namespace StRnn.Reproduction;

/// <summary>The one command of <c>strnn-reproduce</c>.</summary>
internal sealed class ReproduceCommand : CliCommand
{
    /// <summary>The program's name.</summary>
    public const string Program = "strnn-reproduce";

    private const string DataVariable = "STRNN_DATA";

    private readonly CancellationToken _cancellation;
    private readonly Argument<string?> _target = OptionFactory.Positional(
        string.Join('|', ReproductionTargets.Names), "The table or figure.", isRequired: true);

    private readonly Option<string?> _scale = OptionFactory.Choice(
        "--scale",
        "tiny: seconds, shows that it runs; small: two hours per table and seed; medium: some hours per row and seed; "
        + "paper: the published setting (default small).",
        [.. Enum.GetNames<ReproductionScale>().Select(name => name.ToLowerInvariant())]);

    private readonly Option<string?> _data = OptionFactory.Text(
        "--data",
        $"The folder that holds the corpora's folders (default: the environment variable {DataVariable}).",
        "DIR");

    private readonly Option<string[]?> _rows = OptionFactory.Words(
        "--rows", "Only these rows, by name and in this order; default all.", "ROW");

    private readonly Option<int?> _seeds = OptionFactory.Count(
        "--seeds", "Seeds of each row, from 1 on (default 1).", least: 1, most: 100);

    private readonly Option<string?> _out = OptionFactory.Text("--out", "The folder of runs and tables.", "DIR");
    private readonly Option<string?> _pauseFile = PauseFile.Option();
    private readonly Option<bool> _resume = new("--resume") { Description = "Continue a table begun in --out." };
    private readonly BackendOptions _backend = new(hasDevice: false);

    public ReproduceCommand(CliConsole console, CancellationToken cancellation)
        : base(
            Program,
            "Reproduce a table or figure of Liu et al. 2021, or go beyond it: same data, same recipe, only the method "
            + "differs.",
            console)
    {
        _cancellation = cancellation;
        _out.Required = true;
        Declare([_target, _scale, _data, _rows, _seeds, _out, _resume, _pauseFile, .. _backend.All]);
    }

    public override string NotesTitle => "Tables and figures";

    public override IReadOnlyList<string> Notes =>
    [
        .. ReproductionTargets.Names.Select(name => $"{name}: {TitleOf(name)}"),
        "A finished run is kept, an interrupted one continued; a row without its corpus is reported as such.",
        "All rows are trained with one seed before the next.",
    ];

    public override IReadOnlyList<string> Examples =>
    [
        "strnn-reproduce table2 --scale tiny --out runs/tiny",
        "strnn-reproduce table2 --scale small --data data --seeds 2 --out runs/small",
        "strnn-reproduce fig2 --scale small --data data --rows sanders-0.2 sanders-0.6 --out runs/small",
        "strnn-reproduce equal-weights --scale medium --data data --seeds 3 --pause-file pause --out runs/medium",
    ];

    protected override int Run(ParseResult parsed)
    {
        string scaleName = parsed.GetValue(_scale) ?? nameof(ReproductionScale.Small);
        var scale = Enum.Parse<ReproductionScale>(scaleName, ignoreCase: true);
        string? root = parsed.GetValue(_data) ?? Environment.GetEnvironmentVariable(DataVariable);
        string name = parsed.GetValue(_target)!;
        if (!ReproductionTargets.Names.Contains(name))
        {
            throw new UsageException(
                $"There is no target '{name}': use {string.Join(", ", ReproductionTargets.Names)}.");
        }

        if (root is null && scale != ReproductionScale.Tiny)
        {
            Console.Warn($"No data folder: name it with --data or {DataVariable}.");
        }

        var target = ReproductionTargets.Get(name, new ReproductionData(root, scale));
        var rows = Wanted(target, parsed.GetValue(_rows) ?? []);
        string folder = Path.Combine(parsed.GetValue(_out)!, target.Name);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any() && !parsed.GetValue(_resume))
        {
            throw new UsageException(
                $"--out '{folder}' holds a table already: continue it with --resume, or choose another folder.");
        }

        int seeds = parsed.GetValue(_seeds) ?? 1;
        using var host = _backend.Open(Console, parsed);
        using var interruption = new Interruption(Console, _cancellation);
        string? written = null;
        var pause = PauseFile.Named(Console.Out, parsed.GetValue(_pauseFile));
        bool done = new ReproductionRun(Console, host, folder, seeds, pause).Run(
            target.Rows,
            rows,
            Report,
            interruption.Token);
        Console.Out.WriteLine();
        Console.Out.WriteLine(done
            ? $"Table: '{written}'"
            : $"Interrupted; finished rows are kept in '{folder}'. The same command with --resume continues.");
        return done ? ExitCode.Done : ExitCode.Interrupted;

        void Report(IReadOnlyList<RowOutcome> outcomes)
        {
            string? plot = ReproductionPlot.Write(folder, target, outcomes);
            written = ReproductionReport.Write(folder, target, scale, seeds, outcomes, plot);
        }
    }

    private static string TitleOf(string name)
        => ReproductionTargets.Get(name, new ReproductionData(null, ReproductionScale.Tiny)).Title;

    private static List<ReproductionRow> Wanted(ReproductionTarget target, string[] keys)
    {
        if (keys.FirstOrDefault(key => target.Rows.All(row => row.Key != key)) is { } unknown)
        {
            throw new UsageException(
                $"--rows: {target.Name} has no row '{unknown}'; "
                + $"it has {string.Join(", ", target.Rows.Select(row => row.Key))}.");
        }

        return keys.Length == 0 ? [.. target.Rows] : [.. keys.Select(key => target.Rows.Single(row => row.Key == key))];
    }
}
