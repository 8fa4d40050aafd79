namespace StRnn.Backends;

/// <summary>A session that <see cref="SessionPool"/> handed out; disposing it hands the session back.</summary>
public sealed class RentedSession : IDisposable
{
    private Action? _handBack;

    internal RentedSession(IBackend backend, Action handBack)
    {
        Backend = backend;
        _handBack = handBack;
    }

    /// <summary>Gets the session; not to be used once this object is disposed.</summary>
    public IBackend Backend { get; }

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _handBack, null)?.Invoke();
}
