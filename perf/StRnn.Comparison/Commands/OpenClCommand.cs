using System.CommandLine;
using StRnn.Backends.Selection;
using StRnn.Comparison.Report;
using StRnn.Comparison.Rows;
using StRnn.Cpu;
using StRnn.OpenCL;
using StRnn.Performance;

namespace StRnn.Comparison.Commands;

/// <summary>The command <c>opencl</c>: the OpenCL backend against the CPU backend.</summary>
internal static class OpenClCommand
{
    private const string Repeat = "STRNN_CPU=avx2 ./build.sh perf --opencl";
    private const double Density = 0.20;

    public static Command Create()
    {
        var results = CommandOptions.Results(CommandOptions.OpenClResultsFolder);
        var report = CommandOptions.Report(CommandOptions.OpenClPage);
        var rounds = CommandOptions.Rounds();
        var threads = CommandOptions.Threads();
        var device = new Option<string?>("--device")
        {
            Description = "The OpenCL device; default: the backend's own choice.",
        };
        var only = new Option<string?>("--only")
        {
            Description = "products, training or blocks; default: all, and the page is written.",
        };
        var command = new Command(
            "opencl", "Measures the OpenCL backend against the CPU backend, records it and writes the page.")
        {
            results, report, rounds, device, only, threads,
        };
        command.SetAction(parsed =>
        {
            var settings = new Settings(
                string.Empty, parsed.GetValue(threads), parsed.GetValue(rounds), CommandOptions.Say);
            return CommandOptions.IsPart(
                parsed.GetValue(only), [OpenClRows.Products, OpenClRows.Training, OpenClRows.Blocks])
                ? Run(
                    Measure(settings, parsed.GetValue(device), parsed.GetValue(only)),
                    parsed.GetValue(only),
                    parsed.GetValue(results)!,
                    parsed.GetValue(report)!)
                : 2;
        });
        return command;
    }

    private static Record Measure(Settings settings, string? device, string? only)
    {
        using var opencl = (OpenClBackend)new OpenClBackendProvider().Create(new StRnnOptions { Device = device });
        using var cpu = new CpuBackendProvider().Create(new StRnnOptions { Threads = settings.Threads });
        var record = Record.OfToday(Repeat, OpenClRows.Measure(settings, opencl, cpu, only));
        var step = TrainingRows.Options(settings, PaperModel.LargeLstm, Density);
        return record with
        {
            OpenCl = new OpenClRun(
                $"{opencl.Device.Describe()}, {opencl.Device.Version}, driver {opencl.Device.DriverVersion}",
                $"{opencl.Tuning.Layout}",
                opencl.Tuning.ProductPanel,
                opencl.Tuning.RecurrentPanel,
                StepTraffic.Measure(opencl, step),
                StepTraffic.LaunchesOnGpu(opencl, step)),
        };
    }

    private static int Run(Record record, string? only, string results, string report)
    {
        if (only is not null)
        {
            Console.Write(OpenClPage.Render(record));
            return 0;
        }

        record.Write(results);
        File.WriteAllText(report, OpenClPage.Render(record));
        Console.WriteLine($"wrote {report}");
        return 0;
    }
}
