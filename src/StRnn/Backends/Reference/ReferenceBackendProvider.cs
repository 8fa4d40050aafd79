using StRnn.Backends.Selection;

namespace StRnn.Backends.Reference;

/// <summary>Offers the reference backend in single precision; it can always run, and ranks last.</summary>
public sealed class ReferenceBackendProvider : IBackendProvider
{
    /// <summary>The name it is chosen by.</summary>
    public const string ProviderName = "reference";

    /// <inheritdoc/>
    public string Name => ProviderName;

    /// <inheritdoc/>
    public ProbeResult Probe() =>
        new(Available: true, BackendScores.Reference, "managed code on one thread; for proof and comparison, not for speed");

    /// <inheritdoc/>
    public IBackend Create(StRnnOptions options) => new ReferenceBackend<float>();
}
