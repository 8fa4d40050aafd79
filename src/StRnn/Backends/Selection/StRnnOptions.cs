namespace StRnn.Backends.Selection;

/// <summary>What a program says about its backend.</summary>
public sealed class StRnnOptions
{
    /// <summary>The choice that leaves the decision to the providers' scores.</summary>
    public const string Auto = "auto";

    /// <summary>
    /// A provider's name, or <c>auto</c>; null means not said in code, so that configuration and then the environment variable
    /// <c>STRNN_BACKEND</c> decide. A named backend is a demand: if it cannot run, an exception follows, never another backend.
    /// </summary>
    public string? Backend { get; set; }

    /// <summary>The number of threads of a CPU backend; 0 for one per processor. Results do not depend on it.</summary>
    public int Threads { get; set; }

    /// <summary>Which device of a backend with several; null for its first.</summary>
    public string? Device { get; set; }
}
