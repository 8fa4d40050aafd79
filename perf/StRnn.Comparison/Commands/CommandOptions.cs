using System.CommandLine;

namespace StRnn.Comparison.Commands;

/// <summary>The options that several commands have, each command with its own.</summary>
internal static class CommandOptions
{
    public const string ResultsFolder = "perf/results";
    public const string OpenClResultsFolder = "perf/results/opencl";
    public const string PerformancePage = "docs/results/performance.md";
    public const string OpenClPage = "docs/results/opencl.md";

    public static Option<int> Threads()
        => new("--threads") { DefaultValueFactory = _ => Environment.ProcessorCount };

    public static Option<int> Rounds()
        => new("--rounds") { DefaultValueFactory = _ => 7, Description = "Rounds of each pair." };

    public static Option<string> Results(string folder)
        => new("--results") { DefaultValueFactory = _ => folder, Description = "Folder of the JSON file." };

    public static Option<string> Report(string page)
        => new("--report") { DefaultValueFactory = _ => page, Description = "The page." };

    /// <summary>Writes a line of progress to standard error, apart from what a command prints.</summary>
    /// <param name="text">The line.</param>
    public static void Say(string text) => Console.Error.WriteLine($"  {text}");

    /// <summary>
    /// Checks the argument of <c>--only</c>; writes an error to standard error if there is no such part.
    /// </summary>
    /// <param name="part">The argument; null for all parts.</param>
    /// <param name="parts">The parts there are.</param>
    public static bool IsPart(string? part, IReadOnlyCollection<string> parts)
    {
        if (part is null || parts.Contains(part))
        {
            return true;
        }

        Console.Error.WriteLine($"error: there is no part '{part}': {string.Join(", ", parts)}.");
        return false;
    }
}
