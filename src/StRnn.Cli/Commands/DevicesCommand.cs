using System.CommandLine;
using Spectre.Console;
using StRnn.Cli.Commands.Options;
using StRnn.Cli.Display;
using StRnn.Cli.Hosting;
using StRnn.OpenCL;
using StRnn.OpenCL.Devices;

namespace StRnn.Cli.Commands;

/// <summary><c>strnn devices</c>.</summary>
internal sealed class DevicesCommand : Command, IDocumented
{
    private readonly CliConsole _console;
    private readonly Option<bool> _json = OptionFactory.Json();

    public DevicesCommand(CliConsole console)
        : base("devices", "List the backends, whether they can run here, the OpenCL devices, and what 'auto' takes.")
    {
        _console = console;
        Options.Add(_json);
        SetAction(Run);
    }

    public string NotesTitle => string.Empty;

    public IReadOnlyList<string> Notes => [];

    public IReadOnlyList<string> Examples => ["strnn devices", "strnn devices --json"];

    private int Run(ParseResult parsed)
    {
        using var host = new BackendHost(_console);
        var reports = host.Describe();
        string? auto = BackendHost.AutoChoice(reports);
        var devices = OpenClDevices.List(out _);
        if (parsed.GetValue(_json))
        {
            JsonOutput.Write(_console, new
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

        var table = new Table().AddColumns("backend", "available", "score", "what it runs on, or why it cannot");
        foreach (var report in reports)
        {
            table.AddRow(
                Markup.Escape(report.Name),
                report.Probe.Available ? "yes" : "no",
                $"{report.Probe.Score}",
                Markup.Escape(ErrorText.OneLine(report.Probe.Reason)));
        }

        _console.WriteTable(table);
        WriteDevices(devices);
        _console.Out.WriteLine($"auto takes {auto ?? "nothing: no backend can run here"}");
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
                $"{device.Index}", Markup.Escape(device.Describe()), Markup.Escape(device.Version), Markup.Escape(device.Problem ?? "yes"));
        }

        _console.WriteTable(table);
    }
}
