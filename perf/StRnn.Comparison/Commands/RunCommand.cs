using System.CommandLine;
using StRnn.Comparison.Report;
using StRnn.Comparison.Rows;

namespace StRnn.Comparison.Commands;

/// <summary>The command <c>run</c>: the CPU backend against its peers.</summary>
internal static class RunCommand
{
    private const string Repeat = "./build.sh perf";

    private static readonly (string Name, Func<Settings, IEnumerable<Row>> Measure)[] Parts =
    [
        ("training", TrainingRows.Measure),
        ("unit-connections", UnitConnectionRows.Measure),
        ("products", KernelRows.Measure),
        ("inference", InferenceRows.Measure),
        ("scale", ScaleRows.Measure),
        ("break-even", BreakEvenRows.Measure),
    ];

    public static Command Create()
    {
        var peers = new Option<string>("--peers")
        {
            DefaultValueFactory = _ => "artifacts/peers",
            Description = "Where perf/peers/build.sh built.",
        };
        var results = CommandOptions.Results(CommandOptions.ResultsFolder);
        var report = CommandOptions.Report(CommandOptions.PerformancePage);
        var rounds = CommandOptions.Rounds();
        var threads = CommandOptions.Threads();
        var only = new Option<string?>("--only")
        {
            Description = "training, unit-connections, products, inference, scale or break-even; default: all.",
        };
        var command = new Command("run", "Measures every row, records it and writes the page.")
        {
            peers, results, report, rounds, only, threads,
        };
        command.SetAction(parsed =>
        {
            var settings = new Settings(
                parsed.GetValue(peers)!, parsed.GetValue(threads), parsed.GetValue(rounds), CommandOptions.Say);
            return CommandOptions.IsPart(parsed.GetValue(only), [.. Parts.Select(part => part.Name)])
                ? Run(settings, parsed.GetValue(only), parsed.GetValue(results)!, parsed.GetValue(report)!)
                : 2;
        });
        return command;
    }

    private static int Run(Settings settings, string? only, string results, string report)
    {
        if (!Directory.Exists(settings.Peers))
        {
            Console.Error.WriteLine(
                $"No peers in {settings.Peers}: run perf/peers/build.sh {settings.Peers} first to compare with them.");
        }

        var rows = Parts.Where(part => only is null || part.Name == only).SelectMany(part => part.Measure(settings));
        var record = Record.OfToday(Repeat, rows);
        if (only is not null)
        {
            Console.Write(PerformancePage.Render(record));
            return 0;
        }

        record.Write(results);
        File.WriteAllText(report, PerformancePage.Render(record));
        Console.WriteLine($"wrote {report}");
        return 0;
    }
}
