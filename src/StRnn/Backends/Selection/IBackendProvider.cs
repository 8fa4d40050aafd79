namespace StRnn.Backends.Selection;

/// <summary>
/// A provider of a backend for dependency injection, registered with <c>StRnnBuilder.AddProvider</c>.
/// </summary>
public interface IBackendProvider
{
    /// <summary>Gets the name by which users select the backend, lower case, for example <c>cpu</c>.</summary>
    string Name { get; }

    /// <summary>Determines cheaply whether the backend can run here. Opens no device and never throws.</summary>
    ProbeResult Probe();

    /// <summary>Opens the backend.</summary>
    /// <param name="options">The number of threads, and the device.</param>
    /// <exception cref="BackendException">The backend cannot run here after all.</exception>
    IBackend Create(StRnnOptions options);
}

/// <summary>A provider's report of whether it can run here.</summary>
/// <param name="Available">A value indicating whether the backend can run here.</param>
/// <param name="Score">The rank for <c>auto</c>: the highest available wins. See <see cref="BackendScores"/>.</param>
/// <param name="Reason">One line: the device it would run on, or why it cannot and a remedy.</param>
public sealed record ProbeResult(bool Available, int Score, string Reason);
