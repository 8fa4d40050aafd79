namespace StRnn.Backends.Selection;

/// <summary>The options of a program's backend.</summary>
public sealed class StRnnOptions
{
    /// <summary>The name that leaves the choice to the providers' scores.</summary>
    public const string Auto = "auto";

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
}
