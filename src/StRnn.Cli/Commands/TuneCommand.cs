using System.CommandLine;
using StRnn.Cli.Display;
using StRnn.Cli.Hosting;
using StRnn.Cli.Options;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Tuning;

namespace StRnn.Cli.Commands;

/// <summary><c>strnn tune</c>.</summary>
internal sealed class TuneCommand : CliCommand
{
    private readonly Option<string?> _device = CommonOptions.Device();
    private readonly Option<bool> _json = CommonOptions.Json();

    private readonly Option<int?> _rounds = OptionFactory.Count(
        "--rounds", "Rounds of the workload for each set of parameters (default 5).", least: 1, most: 1000);

    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description = "Show what would be saved, and save nothing.",
    };

    public TuneCommand(CliConsole console)
        : base("tune", "Find the kernels' parameters for an OpenCL device, and save them for every later run.", console)
        => Declare(_device, _rounds, _dryRun, _json);

    public override IReadOnlyList<string> Notes =>
    [
        "The file is in the user's cache, or in the folder that STRNN_OPENCL_CACHE names, one per device and driver;",
        "deleting it restores the built-in parameters. Other parameters may change the last bits of results, so tune",
        "before a run that must be repeated.",
    ];

    public override IReadOnlyList<string> Examples
        => ["strnn tune", "strnn tune --device gpu --rounds 9", "strnn tune --dry-run --json"];

    protected override int Run(ParseResult parsed)
    {
        var devices = OpenClDevices.List(out string problem);
        if (devices.Count == 0
            || !OpenClDevices.TryChoose(devices, parsed.GetValue(_device), out var device, out problem))
        {
            throw new UsageException($"tune: {problem}.");
        }

        bool json = parsed.GetValue(_json);
        if (!json)
        {
            Console.Out.WriteLine($"tuning {device.Describe()}");
        }

        double milliseconds = double.PositiveInfinity;
        var found = new OpenClTuner(device, trial =>
        {
            milliseconds = Math.Min(milliseconds, trial.Milliseconds);
            if (!json)
            {
                string best = trial.IsBest ? "  best so far" : string.Empty;
                Console.Out.WriteLine(FormattableString.Invariant(
                    $"{trial.Milliseconds:F2} ms  {Describe(trial.Parameters)}{best}"));
            }
        }).Run(parsed.GetValue(_rounds) ?? 5);
        string? path = parsed.GetValue(_dryRun) ? null : TuningStore.Save(device, found);
        if (json)
        {
            JsonOutput.Write(
                Console,
                new { Device = device.Name, Milliseconds = milliseconds, Parameters = found, File = path });
        }
        else
        {
            string saved = path is null ? "not saved" : $"saved in {path}";
            Console.Out.WriteLine($"best: {Describe(found)}; {saved}");
        }

        return ExitCode.Done;
    }

    private static string Describe(DeviceTuning tuning)
    {
        string products = tuning.Layout == SparseLayout.Panels
            ? $"panels {tuning.ProductPanel}, recurrent {tuning.RecurrentPanel}, sharers {tuning.Sharers}"
            : $"vectors of {tuning.VectorWidth}, lanes {tuning.RowLanes}, rows {tuning.RowsPerGroup}, "
                + $"units {tuning.UnitsPerGroup}";
        return $"{products}, elements {tuning.ElementGroup}, reductions {tuning.ReductionGroup}";
    }
}
