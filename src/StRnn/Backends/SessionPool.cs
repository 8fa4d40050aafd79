using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace StRnn.Backends;

/// <summary>
/// The sessions of a backend that no thread is using, kept so that a call need not open one: threads, queues and
/// kernels are made once. There are as many as were ever in use at once, and they end with the backend.
/// </summary>
/// <remarks>Every member may be called by many threads at once; none waits for another.</remarks>
public sealed class SessionPool
{
    private static readonly ConditionalWeakTable<IBackend, SessionPool> Pools = [];

    private readonly IBackend _backend;
    private readonly ConcurrentDictionary<int, ConcurrentBag<IBackend>> _idle = new();
    private int _isWithoutSessions;
    private int _isBackendRented;

    private SessionPool(IBackend backend) => _backend = backend;

    /// <summary>Gets the pool of a backend, which lives as long as the backend.</summary>
    /// <param name="backend">The backend.</param>
    public static SessionPool Of(IBackend backend)
    {
        ArgumentNullException.ThrowIfNull(backend);
        return Pools.GetValue(backend, key => new SessionPool(key));
    }

    /// <summary>
    /// Hands out a session for the caller alone, until the result is disposed. A backend without sessions is handed
    /// out itself, once at a time.
    /// </summary>
    /// <param name="threads">The session's threads on a CPU; 0 for one per processor.</param>
    /// <returns>The session.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number of threads is out of range.</exception>
    /// <exception cref="InvalidOperationException">The backend has no sessions and is handed out already.</exception>
    /// <exception cref="ObjectDisposedException">
    /// The backend was disposed; a session that was kept says so at its first use.
    /// </exception>
    public RentedSession Rent(int threads = 1)
    {
        SessionRules.CheckThreads(threads);
        if (Volatile.Read(ref _isWithoutSessions) == 0)
        {
            var idle = _idle.GetOrAdd(threads, static _ => []);
            if (idle.TryTake(out var kept))
            {
                return new RentedSession(kept, () => idle.Add(kept));
            }

            try
            {
                var session = _backend.OpenSession(threads);
                return new RentedSession(session, () => idle.Add(session));
            }
            catch (NotSupportedException)
            {
                Volatile.Write(ref _isWithoutSessions, 1);
            }
        }

        return Interlocked.Exchange(ref _isBackendRented, 1) == 0
            ? new RentedSession(_backend, () => Volatile.Write(ref _isBackendRented, 0))
            : throw new InvalidOperationException(
                $"The {_backend.Info.Name} backend has no sessions and is in use: call it from one thread at a time, "
                + "or open it once per thread.");
    }
}
