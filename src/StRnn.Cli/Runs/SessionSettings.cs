namespace StRnn.Cli.Runs;

/// <summary>What one call says beyond the run's configuration.</summary>
/// <param name="Backend">The backend asked for; null to leave it to STRNN_BACKEND and the scores.</param>
/// <param name="Threads">0 for one per processor.</param>
/// <param name="MaxSteps">0 for no limit.</param>
internal sealed record SessionSettings(string? Backend, int Threads, long MaxSteps = 0);
