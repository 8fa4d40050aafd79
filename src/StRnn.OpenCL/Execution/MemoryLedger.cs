using StRnn.Backends;
using StRnn.OpenCL.Handles;
using StRnn.OpenCL.Interop;

namespace StRnn.OpenCL.Execution;

/// <summary>Creates the device's memory within its limits, and keeps account of it.</summary>
internal sealed class MemoryLedger(ClContext context)
{
    private const int NamedInErrors = 5;
    private const string Advice =
        "Use a smaller model, batch or window; what is on the device can still be read and saved.";

    private readonly Lock _gate = new();
    private readonly Dictionary<ClBuffer, string> _live = [];
    private long _bytes;

    /// <summary>Gets the bytes in use.</summary>
    public long LiveBytes
    {
        get
        {
            lock (_gate)
            {
                return _bytes;
            }
        }
    }

    /// <summary>Gets the number of buffers created so far.</summary>
    public long Allocations { get; private set; }

    /// <summary>Creates memory of undefined content.</summary>
    /// <param name="bytes">Its size.</param>
    /// <param name="purpose">Its purpose, as an error names it.</param>
    /// <exception cref="BackendOutOfMemoryException">The device cannot give that much.</exception>
    public ClBuffer Allocate(long bytes, string purpose)
    {
        var device = context.Device;
        if (bytes > device.LargestAllocation)
        {
            throw OutOfMemory(bytes, purpose, $"its largest single buffer has {device.LargestAllocation} bytes");
        }

        if (bytes > device.GlobalBytes - LiveBytes)
        {
            throw OutOfMemory(bytes, purpose, $"it has {device.GlobalBytes} bytes in all");
        }

        var buffer = new ClBuffer(context, bytes, out int code);
        if (code != ErrorCode.Success)
        {
            throw ErrorCode.IsRefusedAllocation(code)
                ? OutOfMemory(bytes, purpose, $"clCreateBuffer gave {ErrorCode.Describe(code)}")
                : OpenClCall.Error(code, "clCreateBuffer", device.Name);
        }

        lock (_gate)
        {
            _live.Add(buffer, purpose);
            _bytes += buffer.Bytes;
            Allocations++;
        }

        return buffer;
    }

    /// <summary>Frees memory; freeing it twice changes nothing.</summary>
    public void Free(ClBuffer? buffer)
    {
        if (buffer is null)
        {
            return;
        }

        lock (_gate)
        {
            if (!_live.Remove(buffer))
            {
                return;
            }

            _bytes -= buffer.Bytes;
        }

        buffer.Dispose();
    }

    /// <summary>Frees everything still in use.</summary>
    public void FreeAll()
    {
        ClBuffer[] left;
        lock (_gate)
        {
            left = [.. _live.Keys];
        }

        Release.All(left.Select(buffer => (Action)(() => Free(buffer))));
    }

    /// <summary>Creates the exception of a failed command: a driver may give memory only at its first use.</summary>
    /// <param name="code">The error code.</param>
    /// <param name="call">The call.</param>
    /// <param name="buffer">The buffer that it fills, writes or reads; null for a kernel.</param>
    public BackendException Error(int code, string call, ClBuffer? buffer = null)
    {
        var device = context.Device;
        if (!ErrorCode.IsOutOfMemory(code))
        {
            return OpenClCall.Error(code, call, device.Name);
        }

        string what = buffer is null ? "the buffers it uses" : $"the {buffer.Bytes} bytes of {PurposeOf(buffer)}";
        return new BackendOutOfMemoryException(
            $"The OpenCL device '{device.Name}' has no memory for {what}: {call} gave {ErrorCode.Describe(code)}; "
            + $"{Usage()}. {Advice}");
    }

    private string PurposeOf(ClBuffer buffer)
    {
        lock (_gate)
        {
            return _live.GetValueOrDefault(buffer, "a buffer");
        }
    }

    private BackendOutOfMemoryException OutOfMemory(long bytes, string purpose, string reason)
        => new(
            $"The OpenCL device '{context.Device.Name}' cannot give {bytes} bytes for {purpose}: {reason}; {Usage()}. "
            + Advice);

    private string Usage()
    {
        string[] largest;
        lock (_gate)
        {
            largest =
            [
                .. _live.OrderByDescending(entry => entry.Key.Bytes).Take(NamedInErrors)
                    .Select(entry => $"{entry.Key.Bytes} ({entry.Value})"),
            ];
        }

        return largest.Length == 0
            ? "nothing is allocated"
            : $"{LiveBytes} bytes are in use, the largest buffers {string.Join(", ", largest)}";
    }
}
