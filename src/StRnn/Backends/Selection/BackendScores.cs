namespace StRnn.Backends.Selection;

/// <summary>The ranks behind <c>auto</c>.</summary>
public static class BackendScores
{
    /// <summary>A GPU.</summary>
    public const int Gpu = 400;

    /// <summary>The CPU backend with vector instructions.</summary>
    public const int CpuVector = 300;

    /// <summary>The CPU backend without vector instructions.</summary>
    public const int CpuScalar = 200;

    /// <summary>A general device language on a CPU.</summary>
    public const int CpuDevice = 100;

    /// <summary>The reference backend: the last fallback.</summary>
    public const int Reference = 10;
}
