namespace StRnn.Tests.Support;

/// <summary>Finds the repository's files, without git, so that tests also run where it was only unpacked.</summary>
internal static class Repository
{
    private static readonly string[] Generated =
        ["artifacts", "bin", "obj", "build", ".git", ".vs", ".idea", "BenchmarkDotNet.Artifacts"];

    /// <summary>Gets the folder of the solution file.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Gets the path of a file given from the root.</summary>
    public static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>Gets the name of a file from the root, with slashes.</summary>
    public static string NameOf(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    /// <summary>Lists all files that are not generated.</summary>
    public static IEnumerable<string> Files(string pattern = "*") => FilesBelow(Root, pattern);

    private static IEnumerable<string> FilesBelow(string folder, string pattern)
        => Directory.EnumerateFiles(folder, pattern).Concat(
            Directory.EnumerateDirectories(folder)
                .Where(child => !Generated.Contains(Path.GetFileName(child)))
                .SelectMany(child => FilesBelow(child, pattern)));

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
