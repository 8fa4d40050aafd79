using StRnn.Backends.Selection;

namespace StRnn.Backends.Reference;

/// <summary>
/// The provider of the reference backend in single precision, which is always available and ranks last.
/// </summary>
public sealed class ReferenceBackendProvider : IBackendProvider
{
    /// <summary>The name by which the backend is selected.</summary>
    public const string ProviderName = "reference";

    /// <inheritdoc/>
    public string Name => ProviderName;

    /// <inheritdoc/>
    public ProbeResult Probe() =>
        new(
            Available: true,
            BackendScores.Reference,
            "managed code on one thread; for proof and comparison, not for speed");

    /// <inheritdoc/>
    public IBackend Create(StRnnOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        SessionRules.CheckThreads(options.Threads);
        return new ReferenceBackend<float>();
    }
}
