namespace StRnn.OpenCL.SelfTest;

/// <summary>The result of one kernel family on small shapes.</summary>
/// <param name="Kernel">The name of the family.</param>
/// <param name="Problem">The deviation from the reference; null where it agrees.</param>
public sealed record SelfTestResult(string Kernel, string? Problem);
