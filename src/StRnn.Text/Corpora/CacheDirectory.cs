namespace StRnn.Text.Corpora;

/// <summary>Where a user's caches belong on this system.</summary>
public static class CacheDirectory
{
    private const string Product = "strnn";

    /// <summary>
    /// The first that is known: XDG_CACHE_HOME (where absolute, as its specification asks), <c>~/.cache</c> or on
    /// Windows the local application data, the temporary directory; with <c>strnn</c> below it. Nothing is created.
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
