namespace StRnn.Backends.Selection;

/// <summary>
/// The options of a program's backend, in code or in the configuration section <see cref="Section"/>.
/// </summary>
public sealed class StRnnOptions
{
    /// <summary>The name that leaves the choice to the providers' scores.</summary>
    public const string Auto = "auto";

    /// <summary>The section of a program's configuration.</summary>
    public const string Section = "StRnn";

    /// <summary>
    /// Gets or sets a provider's name, or <c>auto</c>; null leaves the choice to the configuration, then to the
    /// environment variable <c>STRNN_BACKEND</c>. A named backend is never replaced by another: if it cannot run, an
    /// exception follows.
    /// </summary>
    public string? Backend { get; set; }

    /// <summary>
    /// Gets or sets the number of threads of a CPU backend; 0 for one per processor. Results do not depend on it.
    /// </summary>
    public int Threads { get; set; }

    /// <summary>Gets or sets the device of a backend with several; null for its first.</summary>
    public string? Device { get; set; }

    /// <summary>Gets the configuration section of the options of a name; of a key for a keyed backend.</summary>
    internal static string SectionOf(string? name)
        => string.IsNullOrEmpty(name) ? Section : $"{Section}:Backends:{name}";
}
