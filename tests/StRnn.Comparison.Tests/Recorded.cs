using StRnn.Comparison.Commands;

namespace StRnn.Comparison.Tests;

/// <summary>The repository's recorded figures and the pages rendered from them.</summary>
internal static class Recorded
{
    /// <summary>Gets all records, of the CPU backend and of the OpenCL backend.</summary>
    public static IEnumerable<string> Records
        => Files(CommandOptions.ResultsFolder).Concat(Files(CommandOptions.OpenClResultsFolder));

    /// <summary>Gets the baselines of the regression check.</summary>
    public static IEnumerable<string> Baselines => Files("perf/baselines");

    /// <summary>Gets a path given from the repository's root.</summary>
    /// <param name="path">The path, with slashes.</param>
    public static string At(string path) => Repository.At(path.Split('/'));

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(At(folder), "*.json");
}
