using System.CommandLine;
using Spectre.Console;
using StRnn.Cli.Display;
using StRnn.Cli.Hosting;
using StRnn.Cli.Options;

namespace StRnn.Cli.Commands;

/// <summary><c>strnn doctor</c>.</summary>
internal sealed class DoctorCommand : CliCommand
{
    private readonly Option<bool> _json = CommonOptions.Json();

    public DoctorCommand(CliConsole console)
        : base(
            "doctor",
            "Check this machine: backends, every kernel of each OpenCL device, native library, corpora, environment.",
            console)
        => Declare(_json);

    public override string NotesTitle => "Exit codes";

    public override IReadOnlyList<string> Notes =>
    [
        "0 if everything needed works; 1 if something needed does not (the cpu backend, a writable temporary folder),",
        "or if an OpenCL device computes wrong results",
    ];

    public override IReadOnlyList<string> Examples => ["strnn doctor", "strnn doctor --json"];

    protected override int Run(ParseResult parsed)
    {
        using var host = new BackendHost(Console);
        IReadOnlyList<HealthCheck> checks = HealthChecks.Run(host);
        bool isHealthy = checks.All(check => check.Status != HealthCheck.Failed);
        if (parsed.GetValue(_json))
        {
            JsonOutput.Write(Console, new { Healthy = isHealthy, Checks = checks });
        }
        else
        {
            var table = new Table().AddColumns("check", "status", "detail");
            foreach (var check in checks)
            {
                table.AddRow(Markup.Escape(check.Name), check.Status, Markup.Escape(ErrorText.OneLine(check.Detail)));
            }

            Console.WriteTable(table);
            Console.Out.WriteLine(isHealthy
                ? "Everything needed works."
                : "Something needed does not work: see 'failed' above.");
        }

        return isHealthy ? ExitCode.Done : ExitCode.Failed;
    }
}
