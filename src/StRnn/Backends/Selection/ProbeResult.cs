namespace StRnn.Backends.Selection;

/// <summary>A provider's report of whether it can run here.</summary>
/// <param name="Available">A value indicating whether the backend can run here.</param>
/// <param name="Score">The rank for <c>auto</c>: the highest available wins. See <see cref="BackendScores"/>.</param>
/// <param name="Reason">One line: the device it would run on, or why it cannot and a remedy.</param>
public sealed record ProbeResult(bool Available, int Score, string Reason);
