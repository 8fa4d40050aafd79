using System.CommandLine;
using Spectre.Console;
using StRnn.Cli.Display;
using StRnn.Cli.Hosting;
using StRnn.Cli.Options;
using StRnn.OpenCL.Devices;

namespace StRnn.Cli.Commands;

/// <summary><c>strnn devices</c>.</summary>
internal sealed class DevicesCommand : CliCommand
{
    private readonly Option<bool> _json = CommonOptions.Json();

    public DevicesCommand(CliConsole console)
        : base("devices", "List the backends, the OpenCL devices, and the choice of 'auto'.", console)
        => Declare(_json);

    public override IReadOnlyList<string> Examples => ["strnn devices", "strnn devices --json"];

    protected override int Run(ParseResult parsed)
    {
        using var host = new BackendHost(Console);
        var reports = host.Describe();
        string? auto = BackendHost.AutoChoice(reports);
        var devices = OpenClDevices.List(out _);
        if (parsed.GetValue(_json))
        {
            JsonOutput.Write(Console, new
            {
                Auto = auto,
                Providers = reports.Select(report => new
                {
                    report.Name,
                    report.Probe.Available,
                    report.Probe.Score,
                    report.Probe.Reason,
                }),
                Devices = devices.Select(device => new
                {
                    device.Index,
                    device.Name,
                    Platform = device.PlatformName,
                    Kind = device.Kind.ToString(),
                    device.Version,
                    device.DriverVersion,
                    device.ComputeUnits,
                    MemoryBytes = device.GlobalBytes,
                    LargestAllocationBytes = device.LargestAllocation,
                    device.Problem,
                }),
            });
            return ExitCode.Done;
        }

        var table = new Table().AddColumns("backend", "available", "score", "device, or why it is not available");
        foreach (var report in reports)
        {
            table.AddRow(
                Markup.Escape(report.Name),
                report.Probe.Available ? "yes" : "no",
                $"{report.Probe.Score}",
                Markup.Escape(ErrorText.OneLine(report.Probe.Reason)));
        }

        Console.WriteTable(table);
        WriteDevices(devices);
        Console.Out.WriteLine($"auto takes {auto ?? "nothing: no backend can run here"}");
        return ExitCode.Done;
    }

    private void WriteDevices(IReadOnlyList<OpenClDevice> devices)
    {
        if (devices.Count == 0)
        {
            return;
        }

        var table = new Table().AddColumns("--device", "OpenCL device", "version", "usable");
        foreach (var device in devices)
        {
            table.AddRow(
                $"{device.Index}",
                Markup.Escape(device.Describe()),
                Markup.Escape(device.Version),
                Markup.Escape(device.Problem ?? "yes"));
        }

        Console.WriteTable(table);
    }
}
