namespace StRnn.Backends.Selection;

/// <summary>Offers a backend for dependency injection. Register one with <c>StRnnBuilder.AddProvider</c>.</summary>
public interface IBackendProvider
{
    /// <summary>The name users choose it by, lower case, for example <c>cpu</c>.</summary>
    string Name { get; }

    /// <summary>Says cheaply whether the backend can run here. Opens no device and never throws.</summary>
    ProbeResult Probe();

    /// <summary>Opens the backend.</summary>
    /// <param name="options">Threads, device.</param>
    /// <exception cref="BackendException">The backend cannot run here after all.</exception>
    IBackend Create(StRnnOptions options);
}
