using System.CommandLine;
using System.Text;
using StRnn.Comparison.Report;
using StRnn.Comparison.Rows;
using StRnn.Comparison.Workers;

namespace StRnn.Comparison.Commands;

/// <summary>
/// The command <c>busy</c>: whether several threads are worth more than one beside other programs; and the hidden
/// command that such a program runs.
/// </summary>
internal static class BusyCommand
{
    private const string Repeat = "./build.sh perf --busy";

    public static Command Create()
    {
        var rounds = CommandOptions.Rounds();
        var threads = CommandOptions.Threads();
        var build = new Option<string>("--build")
        {
            Description = "Another checkout that './build.sh build' has built; without it, this one is measured.",
        };
        var command = new Command("busy", "Compares several threads with one, beside other programs.")
        {
            rounds, threads, build,
        };
        command.SetAction(parsed => Run(
            new Settings(string.Empty, parsed.GetValue(threads), parsed.GetValue(rounds), CommandOptions.Say),
            parsed.GetValue(build)));
        return command;
    }

    public static Command CreateSpin()
    {
        var command = new Command(OtherPrograms.SpinCommand, "Computes until standard input ends.") { Hidden = true };
        command.SetAction(_ => OtherPrograms.Spin());
        return command;
    }

    private static int Run(Settings settings, string? build)
    {
        if (build is not null && !File.Exists(WorkerProcess.ProgramOf(build)))
        {
            Console.Error.WriteLine($"error: '{build}' is not built: run './build.sh build' there.");
            return 2;
        }

        Console.Write(new StringBuilder().Tables(Record.OfToday(Repeat, BusyRows.Measure(settings, build))));
        return 0;
    }
}
