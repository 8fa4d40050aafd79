using System.CommandLine;
using System.Text;
using StRnn.Comparison.Report;
using StRnn.Comparison.Rows;
using StRnn.Comparison.Workers;

namespace StRnn.Comparison.Commands;

/// <summary>The command <c>against</c>: training steps of this build against those of another checkout's.</summary>
internal static class AgainstCommand
{
    private const string Repeat = "./build.sh perf --against";

    public static Command Create()
    {
        var checkout = new Argument<string>("checkout")
        {
            Description = "A checkout that './build.sh build' has built, for example of the commit before a change.",
        };
        var rounds = CommandOptions.Rounds();
        var threads = CommandOptions.Threads();
        var command = new Command("against", "Compares training steps with those of another build, in turns.")
        {
            checkout, rounds, threads,
        };
        command.SetAction(parsed => Run(
            parsed.GetValue(checkout)!,
            new Settings(string.Empty, parsed.GetValue(threads), parsed.GetValue(rounds), CommandOptions.Say)));
        return command;
    }

    private static int Run(string checkout, Settings settings)
    {
        string program = WorkerProcess.ProgramOf(checkout);
        if (!File.Exists(program))
        {
            Console.Error.WriteLine($"error: '{program}' does not exist: run './build.sh build' in '{checkout}'.");
            return 2;
        }

        var record = Record.OfToday($"{Repeat} {checkout}", TrainingRows.AgainstBuild(settings, checkout));
        Console.Write(new StringBuilder().Tables(record));
        return 0;
    }
}
