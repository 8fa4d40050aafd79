namespace StRnn.Text.Corpora;

/// <summary>Finds the directory for a user's caches on this system.</summary>
public static class CacheDirectory
{
    private const string Product = "strnn";

    /// <summary>
    /// Gets the first known directory of XDG_CACHE_HOME (if absolute, as its specification requires), <c>~/.cache</c>
    /// or on Windows the local application data, and the temporary directory, with <c>strnn</c> appended. Creates
    /// nothing.
    /// </summary>
    /// <returns>An absolute path.</returns>
    public static string Default()
    {
        string? xdg = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (Path.IsPathFullyQualified(xdg ?? string.Empty))
        {
            return Path.Combine(xdg!, Product);
        }

        string local = OperatingSystem.IsWindows()
            ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(Path.IsPathFullyQualified(local) ? local : Path.GetTempPath(), Product);
    }
}
