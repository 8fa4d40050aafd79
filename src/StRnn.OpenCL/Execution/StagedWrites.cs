using System.Runtime.InteropServices;
using Silk.NET.OpenCL;
using StRnn.Backends;
using StRnn.OpenCL.Handles;
using StRnn.OpenCL.Interop;

namespace StRnn.OpenCL.Execution;

/// <summary>
/// Copies of the host's writes that do not wait, kept until the device has read them, then used again.
/// </summary>
internal sealed unsafe class StagedWrites(ClContext context)
{
    private readonly Queue<(nint Memory, nint Done)> _inFlight = new();
    private readonly Dictionary<nint, int> _sizes = [];
    private readonly List<nint> _free = [];

    /// <summary>Gets the bytes of copies that the device may still read.</summary>
    public long BytesInFlight { get; private set; }

    /// <summary>Makes a copy; <see cref="Release"/> or <see cref="TakeBack"/> must follow.</summary>
    public void* Copy(ReadOnlySpan<byte> source)
    {
        nint memory = Rent(source.Length);
        source.CopyTo(new Span<byte>((void*)memory, source.Length));
        return (void*)memory;
    }

    /// <summary>Takes a copy back when an event has happened, and the event with it.</summary>
    public void Release(void* copy, nint done)
    {
        _inFlight.Enqueue(((nint)copy, done));
        BytesInFlight += _sizes[(nint)copy];
    }

    /// <summary>Takes a copy back that no command uses.</summary>
    public void TakeBack(void* copy) => _free.Add((nint)copy);

    /// <summary>Frees everything; no write may be in flight.</summary>
    /// <returns>The first error code.</returns>
    public int ReleaseAll()
    {
        int first = ErrorCode.Success;
        while (_inFlight.TryDequeue(out var write))
        {
            int code = context.Api.ReleaseEvent(write.Done);
            first = first == ErrorCode.Success ? code : first;
        }

        BytesInFlight = 0;
        foreach (nint memory in _sizes.Keys)
        {
            NativeMemory.Free((void*)memory);
        }

        _sizes.Clear();
        _free.Clear();
        return first;
    }

    /// <summary>Returns a value indicating whether a write is done, by the status of its event.</summary>
    /// <exception cref="BackendException">The write failed on the device.</exception>
    public static bool IsDone(int status, string device)
    {
        // Statuses above 0 are stages on the way; below it are error codes.
        OpenClCall.Check(Math.Min(status, ErrorCode.Success), "clEnqueueWriteBuffer", device);
        return status == ErrorCode.Success;
    }

    /// <summary>Takes back the copies whose writes are done.</summary>
    /// <exception cref="BackendException">One of them failed.</exception>
    public void Collect()
    {
        while (_inFlight.TryPeek(out var write))
        {
            int status;
            OpenClCall.Check(
                context.Api.GetEventInfo(write.Done, EventInfo.CommandExecutionStatus, sizeof(int), &status, null),
                "clGetEventInfo",
                context.Device.Name);
            if (!IsDone(status, context.Device.Name))
            {
                return;
            }

            _inFlight.Dequeue();
            _free.Add(write.Memory);
            BytesInFlight -= _sizes[write.Memory];
            OpenClCall.Check(context.Api.ReleaseEvent(write.Done), "clReleaseEvent", context.Device.Name);
        }
    }

    private nint Rent(int length)
    {
        for (int i = 0; i < _free.Count; i++)
        {
            nint memory = _free[i];
            if (_sizes[memory] >= length)
            {
                _free.RemoveAt(i);
                return memory;
            }
        }

        // A power of two, so that writes of a step fit what the step before left.
        int size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(64, length));
        nint fresh = (nint)NativeMemory.Alloc((nuint)size);
        _sizes.Add(fresh, size);
        return fresh;
    }
}
