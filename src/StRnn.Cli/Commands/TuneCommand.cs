using System.CommandLine;
using System.Globalization;
using StRnn.Cli.Display;
using StRnn.Cli.Hosting;
using StRnn.Cli.Options;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.Tuning;

namespace StRnn.Cli.Commands;

/// <summary><c>strnn tune</c>.</summary>
internal sealed class TuneCommand : CliCommand
{
    private readonly Option<string?> _device = OptionFactory.Device();
    private readonly Option<bool> _json = OptionFactory.Json();

    private readonly Option<int?> _rounds = OptionFactory.Number<int>(
        "--rounds", "Rounds of the workload for each set of parameters (default 5).", value => value is >= 1 and <= 1000, "a whole number from 1 to 1000");

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Show what would be saved, and save nothing." };

    public TuneCommand(CliConsole console)
        : base("tune", "Find the kernels' parameters for an OpenCL device, and save them for every later run.", console)
        => Declare(_device, _rounds, _dryRun, _json);

    public override IReadOnlyList<string> Notes =>
    [
        "The file lies in the user's cache, or in the folder STRNN_OPENCL_CACHE names, one per device and driver; deleting it",
        "restores the table. Other parameters may change the last bits of results, so tune before a run that must be repeated.",
    ];

    public override IReadOnlyList<string> Examples => ["strnn tune", "strnn tune --device gpu --rounds 9", "strnn tune --dry-run --json"];

    protected override int Run(ParseResult parsed)
    {
        var devices = OpenClDevices.List(out string problem);
        if (devices.Count == 0 || !OpenClDevices.TryChoose(devices, parsed.GetValue(_device), out var device, out problem))
        {
            throw new UsageException($"tune: {problem}.");
        }

        bool json = parsed.GetValue(_json);
        if (!json)
        {
            Console.Out.WriteLine($"tuning {device.Describe()}");
        }

        double milliseconds = double.PositiveInfinity;
        var best = new OpenClTuner(device, trial =>
        {
            milliseconds = Math.Min(milliseconds, trial.Milliseconds);
            if (!json)
            {
                Console.Out.WriteLine($"{trial.Milliseconds.ToString("F2", CultureInfo.InvariantCulture)} ms  {Describe(trial.Parameters)}{(trial.IsBest ? "  best so far" : string.Empty)}");
            }
        }).Run(parsed.GetValue(_rounds) ?? 5);
        string? path = parsed.GetValue(_dryRun) ? null : TuningStore.Save(device, best);
        if (json)
        {
            JsonOutput.Write(Console, new { Device = device.Name, Milliseconds = milliseconds, Parameters = best, File = path });
        }
        else
        {
            Console.Out.WriteLine(path is null ? $"best: {Describe(best)}; not saved" : $"best: {Describe(best)}; saved in {path}");
        }

        return ExitCode.Done;
    }

    private static string Describe(DeviceTuning tuning)
    {
        string products = tuning.Layout == SparseLayout.Panels
            ? $"panels {tuning.ProductPanel}, recurrent {tuning.RecurrentPanel}, sharers {tuning.Sharers}"
            : $"vectors of {tuning.VectorWidth}, lanes {tuning.RowLanes}, rows {tuning.RowsPerGroup}, units {tuning.UnitsPerGroup}";
        return FormattableString.Invariant($"{products}, elements {tuning.ElementGroup}, reductions {tuning.ReductionGroup}");
    }
}
