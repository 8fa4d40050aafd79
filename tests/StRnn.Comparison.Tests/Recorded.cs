using StRnn.Comparison.Commands;

namespace StRnn.Comparison.Tests;

/// <summary>The repository's recorded figures and the pages rendered from them.</summary>
internal static class Recorded
{
    private static readonly string Root = FindRoot();

    /// <summary>Gets all records, of the CPU backend and of the OpenCL backend.</summary>
    public static IEnumerable<string> Records
        => Files(CommandOptions.ResultsFolder).Concat(Files(CommandOptions.OpenClResultsFolder));

    /// <summary>Gets the baselines of the regression check.</summary>
    public static IEnumerable<string> Baselines => Files("perf/baselines");

    /// <summary>Gets a path given from the repository's root.</summary>
    /// <param name="path">The path, with slashes.</param>
    public static string At(string path) => Path.Combine([Root, .. path.Split('/')]);

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(At(folder), "*.json");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "StRnn.Native.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No StRnn.Native.sln above {AppContext.BaseDirectory}.");
    }
}
