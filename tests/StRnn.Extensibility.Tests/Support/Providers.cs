using StRnn.Backends;
using StRnn.Backends.Selection;

namespace StRnn.Extensibility.Tests.Support;

/// <summary>Providers as someone outside the project would write them, good and bad.</summary>
internal static class Providers
{
    public sealed class ThirdParty : IBackendProvider
    {
        public string Name => "third-party";

        public ProbeResult Probe() => new(Available: true, Score: 50, "counts calls");

        public IBackend Create(StRnnOptions options) => new ThirdPartyBackend(options);
    }

    /// <summary>As good as the third-party backend; which of the two wins is a matter of registration.</summary>
    public sealed class EquallyGood : IBackendProvider
    {
        public string Name => "equally-good";

        public ProbeResult Probe() => new(Available: true, Score: 50, "ties");

        public IBackend Create(StRnnOptions options) => throw new BackendException("not to be opened in these tests");
    }

    public sealed class Absent : IBackendProvider
    {
        public string Name => "absent";

        public ProbeResult Probe() => new(Available: false, BackendScores.Gpu, "no device of this kind; plug one in");

        public IBackend Create(StRnnOptions options) => throw new BackendException("no device");
    }

    public sealed class BrokenProbe : IBackendProvider
    {
        public string Name => "broken-probe";

        public ProbeResult Probe() => throw new DllNotFoundException("libnothing was not found\nin 17 places");

        public IBackend Create(StRnnOptions options) => throw new BackendException("no library");
    }

    public sealed class Promising : IBackendProvider
    {
        public string Name => "promising";

        public ProbeResult Probe() => new(Available: true, BackendScores.Gpu, "a fine device");

        public IBackend Create(StRnnOptions options)
            => throw new BackendException("the device is held by another process");
    }

    public sealed class Impostor : IBackendProvider
    {
        public string Name => "REFERENCE";

        public ProbeResult Probe() => new(Available: true, Score: 1, "takes another's name");

        public IBackend Create(StRnnOptions options) => new ThirdPartyBackend(options);
    }

    public sealed class NamedAuto : IBackendProvider
    {
        public string Name => StRnnOptions.Auto;

        public ProbeResult Probe() => new(Available: true, Score: 1, "takes the name of the choice");

        public IBackend Create(StRnnOptions options) => new ThirdPartyBackend(options);
    }
}
