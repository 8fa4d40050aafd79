using System.CommandLine;
using StRnn.Comparison.Check;

namespace StRnn.Comparison.Commands;

/// <summary>The command <c>check</c>: this machine against its recorded baseline.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var baselines = new Option<string>("--baselines")
        {
            DefaultValueFactory = _ => "perf/baselines",
            Description = "Folder of the recorded figures.",
        };
        var instructions = new Option<string>("--instructions")
        {
            DefaultValueFactory = _ => "artifacts/build/instructions/strnn-instructions",
            Description = "What perf/instructions built.",
        };
        var record = new Option<bool>("--record")
        {
            Description = "Record this machine's figures instead of comparing with them.",
        };
        var threads = CommandOptions.Threads();
        var command = new Command("check", "Compares with the recorded baseline; exit code 1 if something got worse.")
        {
            baselines, instructions, record, threads,
        };
        command.SetAction(parsed => RegressionCheck.Run(
            parsed.GetValue(baselines)!,
            parsed.GetValue(instructions)!,
            parsed.GetValue(record),
            parsed.GetValue(threads),
            Console.Out));
        return command;
    }
}
