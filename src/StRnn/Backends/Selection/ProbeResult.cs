namespace StRnn.Backends.Selection;

/// <summary>A provider's answer to "can you run here?".</summary>
/// <param name="Available">Whether it can.</param>
/// <param name="Score">Its rank for <c>auto</c>: the highest available wins. See <see cref="BackendScores"/>.</param>
/// <param name="Reason">One line: what it would run on, or why it cannot and what to do.</param>
public sealed record ProbeResult(bool Available, int Score, string Reason);
