using System.CommandLine;
using Spectre.Console;
using StRnn.Cli.Display;
using StRnn.Cli.Hosting;
using StRnn.Cli.Options;

namespace StRnn.Cli.Commands;

/// <summary><c>strnn doctor</c>.</summary>
internal sealed class DoctorCommand : Command, IDocumented
{
    private readonly CliConsole _console;
    private readonly Option<bool> _json = OptionFactory.Json();

    public DoctorCommand(CliConsole console)
        : base("doctor", "Check this machine: backends, every kernel of each OpenCL device, native library, corpora, environment.")
    {
        _console = console;
        Options.Add(_json);
        SetAction(Run);
    }

    public string NotesTitle => "Exit codes";

    public IReadOnlyList<string> Notes
        => ["0 if everything needed works, 1 if something needed does not (the cpu backend, a writable temporary folder), or an OpenCL device computes wrongly"];

    public IReadOnlyList<string> Examples => ["strnn doctor", "strnn doctor --json"];

    private int Run(ParseResult parsed)
    {
        using var host = new BackendHost(_console);
        IReadOnlyList<HealthCheck> checks = HealthChecks.Run(host);
        bool isHealthy = checks.All(check => check.Status != HealthCheck.Failed);
        if (parsed.GetValue(_json))
        {
            JsonOutput.Write(_console, new { Healthy = isHealthy, Checks = checks });
        }
        else
        {
            var table = new Table().AddColumns("check", "status", "detail");
            foreach (var check in checks)
            {
                table.AddRow(Markup.Escape(check.Name), check.Status, Markup.Escape(ErrorText.OneLine(check.Detail)));
            }

            _console.WriteTable(table);
            _console.Out.WriteLine(isHealthy ? "Everything needed works." : "Something needed does not work: see 'failed' above.");
        }

        return isHealthy ? ExitCode.Done : ExitCode.Failed;
    }
}
