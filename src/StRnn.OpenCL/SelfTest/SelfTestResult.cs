namespace StRnn.OpenCL.SelfTest;

/// <summary>What one kernel family did on small shapes.</summary>
/// <param name="Kernel">Which.</param>
/// <param name="Problem">How it deviates from the reference; null where it agrees.</param>
public sealed record SelfTestResult(string Kernel, string? Problem);
