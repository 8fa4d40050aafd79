using System.Runtime.ExceptionServices;
using StRnn.Backends.Memory;

namespace StRnn.Backends;

/// <summary>
/// The guard of something that serves one thread at a time, such as a backend's context: a second thread is refused at
/// once instead of waiting, what is closed while a thread uses it is freed when that thread leaves, and the operands of
/// a kernel stay in memory as long as it runs.
/// </summary>
/// <remarks>
/// <see cref="Enter"/> and leaving cost one interlocked instruction each, some ten nanoseconds together, beside kernels
/// of microseconds. A thread may enter again what it has entered.
/// </remarks>
/// <param name="name">The name of what is guarded, for example <c>cpu backend</c>; begins errors.</param>
/// <param name="free">Frees it: called once, after <see cref="Close"/> and when no thread is inside.</param>
public sealed class ExclusiveUse(string name, Action free)
{
    private const int Nobody = 0;
    private const int Freed = -1;

    private readonly List<WeakReference<ExclusiveUse>> _children = [];
    private ExclusiveUse? _parent;
    private int _owner;
    private int _depth;
    private volatile bool _isClosed;
    private DeviceResource?[] _held = new DeviceResource?[32];
    private int _heldCount;

    /// <summary>Gets a value indicating whether it, or what adopted it, was closed.</summary>
    public bool IsClosed => _isClosed || _parent is { IsClosed: true };

    /// <summary>
    /// Closes another with this one, such as a session with its backend. It is not kept alive: what nobody uses any
    /// more may be collected before.
    /// </summary>
    /// <param name="child">The other, which is ready to be freed.</param>
    /// <exception cref="ObjectDisposedException">This one was closed.</exception>
    public void Adopt(ExclusiveUse child)
    {
        ArgumentNullException.ThrowIfNull(child);
        lock (_children)
        {
            ThrowIfClosed();
            child._parent = this;
            _children.RemoveAll(reference => !reference.TryGetTarget(out var other) || other._isClosed);
            _children.Add(new WeakReference<ExclusiveUse>(child));
        }
    }

    /// <summary>Begins a use by the calling thread, which ends when the result is disposed.</summary>
    /// <returns>The use.</returns>
    /// <exception cref="InvalidOperationException">Another thread is inside.</exception>
    /// <exception cref="ObjectDisposedException">It was closed.</exception>
    public Scope Enter()
    {
        int thread = Environment.CurrentManagedThreadId;

        // Only this thread can have written its own number.
        if (_owner != thread)
        {
            int owner = Interlocked.CompareExchange(ref _owner, thread, Nobody);
            if (owner != Nobody)
            {
                throw owner == Freed ? Closed() : Refused(owner);
            }
        }

        _depth++;
        if (IsClosed)
        {
            Leave();
            throw Closed();
        }

        return new Scope(this);
    }

    /// <summary>Checks that it was not closed; any thread may ask at any time.</summary>
    /// <exception cref="ObjectDisposedException">It, or what adopted it, was closed.</exception>
    public void ThrowIfClosed()
    {
        if (IsClosed)
        {
            throw Closed();
        }
    }

    /// <summary>Keeps an operand in memory until the use in progress ends.</summary>
    /// <param name="operand">A buffer or a packed matrix.</param>
    /// <exception cref="ObjectDisposedException">The operand was disposed.</exception>
    /// <exception cref="InvalidOperationException">The calling thread is not inside.</exception>
    public void Hold(DeviceResource operand)
    {
        ArgumentNullException.ThrowIfNull(operand);
        if (_owner != Environment.CurrentManagedThreadId)
        {
            throw new InvalidOperationException($"An operand of the {name} is taken outside of a use: enter first.");
        }

        if (_heldCount == _held.Length)
        {
            Array.Resize(ref _held, 2 * _held.Length);
        }

        operand.Hold();
        _held[_heldCount++] = operand;
    }

    /// <summary>
    /// Refuses all further uses, and frees what is guarded, now or when the thread inside leaves; before it, what it
    /// adopted.
    /// </summary>
    public void Close()
    {
        ExclusiveUse[] children;
        lock (_children)
        {
            _isClosed = true;
            children = Living();
            _children.Clear();
        }

        // Whatever fails, all of them are closed.
        Exception? first = null;
        foreach (var child in children)
        {
            try
            {
                child.Close();
            }
            catch (Exception error)
            {
                first ??= error;
            }
        }

        FreeIfUnused();
        if (first is not null)
        {
            ExceptionDispatchInfo.Throw(first);
        }
    }

    private void Leave()
    {
        if (--_depth > 0)
        {
            return;
        }

        try
        {
            while (_heldCount > 0)
            {
                // Freeing one that was disposed may fail.
                ref var place = ref _held[--_heldCount];
                var operand = place!;
                place = null;
                operand.Release();
            }
        }
        finally
        {
            // A full fence: either this thread sees that it was closed, or the one that closes sees it unused.
            Interlocked.Exchange(ref _owner, Nobody);
            if (_isClosed)
            {
                FreeIfUnused();
            }
        }
    }

    private ExclusiveUse[] Living()
        => [.. _children.Select(reference => reference.TryGetTarget(out var child) ? child : null)
            .OfType<ExclusiveUse>()];

    private void FreeIfUnused()
    {
        if (Interlocked.CompareExchange(ref _owner, Freed, Nobody) == Nobody)
        {
            free();
        }
    }

    private InvalidOperationException Refused(int owner)
        => new(
            $"The {name} is in use by thread {owner}; it serves one thread at a time. Give each thread a session of "
            + "its own, from IBackend.OpenSession(); TextGenerator and TextPredictor do so themselves. Training takes "
            + "a backend of its own.");

    private ObjectDisposedException Closed()
        => new(
            null,
            _parent is { IsClosed: true }
                ? $"The {name} cannot be used any more: the backend it was opened from was disposed."
                : $"The {name} was disposed and cannot be used any more.");

    /// <summary>A use by one thread.</summary>
    public readonly ref struct Scope
    {
        private readonly ExclusiveUse _use;

        internal Scope(ExclusiveUse use) => _use = use;

        /// <summary>Ends the use.</summary>
        public void Dispose() => _use.Leave();
    }
}
