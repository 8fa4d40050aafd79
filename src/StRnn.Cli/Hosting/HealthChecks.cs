using System.Collections;
using System.Runtime.InteropServices;
using StRnn.Backends;
using StRnn.Backends.Selection;
using StRnn.Cpu;
using StRnn.Experiments.Configuration;
using StRnn.Experiments.Runs;
using StRnn.OpenCL;
using StRnn.OpenCL.Devices;
using StRnn.OpenCL.SelfTest;
using StRnn.Text.Catalogs;
using StRnn.Text.Corpora;
using StRnn.Text.Corpora.DotNetDocs;

namespace StRnn.Cli.Hosting;

/// <summary>One line of <c>strnn doctor</c>.</summary>
internal sealed record HealthCheck(string Name, string Status, string Detail)
{
    public const string Ok = "ok";
    public const string Info = "info";

    /// <summary>Something optional is missing.</summary>
    public const string Missing = "missing";

    /// <summary>Something needed does not work.</summary>
    public const string Failed = "failed";
}

/// <summary>Runs the checks of <c>strnn doctor</c>.</summary>
internal static class HealthChecks
{
    public static IReadOnlyList<HealthCheck> Run(BackendHost host) =>
    [
        new("program", HealthCheck.Info, ProgramVersion.Text),
        new("system", HealthCheck.Info, $"{RuntimeInformation.OSDescription}, {RuntimeInformation.RuntimeIdentifier}"),
        new(".net", HealthCheck.Info, RuntimeInformation.FrameworkDescription),
        new(
            "machine",
            HealthCheck.Info,
            $"{RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} processors, "
            + $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20:N0} MiB of memory"),
        .. Backends(host),
        .. OpenClDevices.List(out _).Select(SelfTest),
        .. Corpora(),
        .. Variables(),
        TemporaryFolder(),
    ];

    private static IEnumerable<HealthCheck> Backends(BackendHost host)
        => host.Describe().Select(report => new HealthCheck(
            $"backend {report.Name}",
            report.Probe.Available ? HealthCheck.Ok
                : report.Name == CpuBackendProvider.ProviderName ? HealthCheck.Failed
                : HealthCheck.Missing,
            report.Probe.Reason));

    private static HealthCheck SelfTest(OpenClDevice device)
        => SelfTest(device, () => new OpenClBackendProvider().Create(new StRnnOptions { Device = $"{device.Index}" }));

    /// <summary>Compares each kernel of a device with the reference on small shapes.</summary>
    internal static HealthCheck SelfTest(OpenClDevice device, Func<IBackend> open)
    {
        string name = $"opencl device {device.Index}";
        if (device.Problem is { } problem)
        {
            return new HealthCheck(name, HealthCheck.Missing, $"{device.Name}: {problem}");
        }

        try
        {
            using var backend = open();
            var results = OpenClSelfTest.Run(backend);
            string[] wrong =
            [
                .. results.Where(result => result.Problem is not null)
                    .Select(result => $"{result.Kernel}: {result.Problem}"),
            ];
            return wrong.Length > 0
                ? new HealthCheck(name, HealthCheck.Failed, $"{string.Join("; ", wrong)}. {ReportOf(device)}")
                : new HealthCheck(
                    name,
                    HealthCheck.Ok,
                    $"{device.Name}: {results.Count} kernel families agree with the reference");
        }
        catch (BackendException exception)
        {
            string problems = ErrorText.OneLine(ErrorText.WithAdvice(exception));
            return new HealthCheck(name, HealthCheck.Failed, $"{problems} {ReportOf(device)}");
        }
    }

    private static string ReportOf(OpenClDevice device)
        => $"Report this line with the device '{device.Name}', platform '{device.PlatformName}', "
            + $"version '{device.Version}', driver '{device.DriverVersion}', and update the driver.";

    private static IEnumerable<HealthCheck> Corpora()
        => CorpusCatalog.BuiltIn.Select(entry => entry.Key == DotNetDocsCorpus.Name
            ? DotNetDocs()
            : new HealthCheck($"corpus {entry.Key}", HealthCheck.Info, entry.Value));

    private static HealthCheck DotNetDocs()
    {
        const string Name = $"corpus {DotNetDocsCorpus.Name}";
        try
        {
            var pack = ReferencePack.Find(ReferencePack.DefaultFolders(), Environment.Version.Major);
            string files = $"{ReferencePack.PackName} {pack.Version}, {pack.Files.Count} files";
            return new HealthCheck(Name, HealthCheck.Ok, files);
        }
        catch (CorpusException exception)
        {
            return new HealthCheck(Name, HealthCheck.Missing, exception.Message);
        }
    }

    private static IEnumerable<HealthCheck> Variables()
        => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(entry => (Name: (string)entry.Key, Value: (string?)entry.Value))
            .Where(variable => variable.Name.StartsWith("STRNN_", StringComparison.Ordinal))
            .OrderBy(variable => variable.Name, StringComparer.Ordinal)
            .Select(variable => new HealthCheck(variable.Name, HealthCheck.Info, variable.Value ?? string.Empty));

    private static HealthCheck TemporaryFolder()
    {
        string folder = Path.GetTempPath();
        try
        {
            string file = Path.Combine(folder, Path.GetRandomFileName());
            File.WriteAllText(file, string.Empty);
            File.Delete(file);
            return new HealthCheck("temporary folder", HealthCheck.Ok, folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new HealthCheck("temporary folder", HealthCheck.Failed, exception.Message);
        }
    }
}
