using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace StRnn.Backends.Memory;

/// <summary>Something in a backend's memory: a buffer or a packed matrix. Its owner disposes it.</summary>
/// <remarks>
/// <para>A kernel that is running holds its operands: what is disposed meanwhile, also by another thread, is freed when
/// the kernel is done.</para>
/// <para>What nobody disposed is freed when it is collected, late and in no order; the first one of a process is
/// reported as a warning to <see cref="Trace"/>.</para>
/// </remarks>
public abstract class DeviceResource : IDisposable
{
    private const int Disposed = 1;
    private const int Freed = 2;
    private const int OneHold = 4;

    private static int _isReported;

    // The number of holds, and the two flags.
    private int _state;

    /// <summary>Frees what nobody disposed.</summary>
    ~DeviceResource()
    {
        if (Interlocked.Exchange(ref _isReported, 1) == 0)
        {
            Trace.TraceWarning(
                $"StRnn: a {GetType().Name} was not disposed and is freed by the garbage collector. Dispose trainers, "
                + "models' parameters, tapes, tensors and backends. Reported once.");
        }

        try
        {
            Dispose(disposing: false);
        }
        catch (Exception)
        {
            // The device is lost, and a finalizer has nobody to tell: an exception would end the process.
        }
    }

    /// <summary>Gets a value indicating whether it was disposed.</summary>
    public bool IsDisposed => (Volatile.Read(ref _state) & Disposed) != 0;

    /// <summary>Keeps the memory until <see cref="Release"/>, even if it is disposed meanwhile.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed before.</exception>
    public void Hold()
    {
        if ((Interlocked.Add(ref _state, OneHold) & Disposed) != 0)
        {
            Release();
            ThrowIfDisposed();
        }
    }

    /// <summary>Ends a <see cref="Hold"/>; the last one frees what was disposed.</summary>
    public void Release()
    {
        if (Interlocked.Add(ref _state, -OneHold) == Disposed)
        {
            FreeUnlessHeld();
        }
    }

    /// <summary>Checks that it was not disposed.</summary>
    /// <exception cref="ObjectDisposedException">It was.</exception>
    public void ThrowIfDisposed()
    {
        if (IsDisposed)
        {
            throw new ObjectDisposedException(
                GetType().Name,
                $"{Description} was used after it was disposed: the tensor, tape or parameter that owned it was "
                + "disposed, or a topology update replaced the weight.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Interlocked.Or(ref _state, Disposed);
        FreeUnlessHeld();
    }

    /// <summary>Notes that there is nothing to free: the memory was not given, or there is none.</summary>
    [SuppressMessage("Usage", "CA1816:Dispose methods should call SuppressFinalize", Justification = "See above.")]
    protected void HasNoMemory() => GC.SuppressFinalize(this);

    /// <summary>Gets what it is, to begin a sentence with.</summary>
    private protected abstract string Description { get; }

    /// <summary>Returns the memory to the backend; called once at most.</summary>
    /// <param name="disposing">False when called by the finalizer, where exceptions are ignored.</param>
    protected abstract void Dispose(bool disposing);

    // Threads that find it disposed may come here at the same time as the one that disposes it.
    private void FreeUnlessHeld()
    {
        if (Interlocked.CompareExchange(ref _state, Disposed | Freed, Disposed) == Disposed)
        {
            Dispose(disposing: true);
        }
    }
}
