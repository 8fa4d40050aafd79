namespace StRnn.Text.Tests.Support;

/// <summary>
/// Finds the corpora of the paper, which the project does not contain: in the directory STRNN_DATA, or beside the
/// repository.
/// </summary>
internal static class SharedData
{
    /// <summary>Gets the directory of a corpus; ends the test as ignored if it is absent.</summary>
    public static string DirectoryOrIgnore(string corpus)
    {
        string? root = Environment.GetEnvironmentVariable("STRNN_DATA") is { Length: > 0 } set
            ? set
            : RepositoryRoot() is { } repository ? Path.Combine(repository, "..", "shared", "data") : null;
        string? directory = root is null ? null : Path.GetFullPath(Path.Combine(root, corpus));
        if (directory is null || !Directory.Exists(directory))
        {
            Assert.Ignore($"The corpus '{corpus}' is not here (set STRNN_DATA to the directory that holds it).");
        }

        return directory;
    }

    private static string? RepositoryRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "StRnn.Native.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName;
    }
}
