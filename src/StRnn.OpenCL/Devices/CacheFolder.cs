namespace StRnn.OpenCL.Devices;

/// <summary>Where compiled programs and saved parameters belong on this system.</summary>
internal static class CacheFolder
{
    private const string Variable = "STRNN_OPENCL_CACHE";

    /// <summary>
    /// The environment variable <c>STRNN_OPENCL_CACHE</c>, or <c>strnn/opencl</c> below the user's cache:
    /// XDG_CACHE_HOME where absolute, <c>~/.cache</c>, on Windows the local application data.
    /// </summary>
    public static string Default()
    {
        string? demanded = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrWhiteSpace(demanded))
        {
            return Path.GetFullPath(demanded);
        }

        string? xdg = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        string local = Path.IsPathFullyQualified(xdg ?? string.Empty) ? xdg!
            : OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(Path.IsPathFullyQualified(local) ? local : Path.GetTempPath(), "strnn", "opencl");
    }
}
