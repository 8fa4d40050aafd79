using System.Runtime.InteropServices;
using Silk.NET.OpenCL;

namespace StRnn.OpenCL.Interop;

/// <summary>Copies of what the host writes without waiting, kept until the device has read them, then used again.</summary>
internal sealed unsafe class StagedWrites(ClContext context) : IDisposable
{
    private readonly Queue<(nint Memory, nint Done)> _inFlight = new();
    private readonly Dictionary<nint, int> _sizes = [];
    private readonly List<nint> _free = [];

    /// <summary>A copy; <see cref="Release"/> must follow.</summary>
    public void* Copy(ReadOnlySpan<byte> source)
    {
        Collect();
        nint memory = Rent(source.Length);
        source.CopyTo(new Span<byte>((void*)memory, source.Length));
        return (void*)memory;
    }

    /// <summary>Takes a copy back when an event has happened, and the event with it.</summary>
    public void Release(void* copy, nint done) => _inFlight.Enqueue(((nint)copy, done));

    /// <summary>Frees everything; no write may be in flight.</summary>
    public void Dispose()
    {
        while (_inFlight.TryDequeue(out var write))
        {
            ReleaseEvent(write.Done);
        }

        foreach (nint memory in _sizes.Keys)
        {
            NativeMemory.Free((void*)memory);
        }

        _sizes.Clear();
        _free.Clear();
    }

    private void Collect()
    {
        while (_inFlight.TryPeek(out var write) && IsDone(write.Done))
        {
            _inFlight.Dequeue();
            ReleaseEvent(write.Done);
            _free.Add(write.Memory);
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

    private bool IsDone(nint done)
    {
        int status;
        OpenClCall.Check(
            context.Api.GetEventInfo(done, EventInfo.CommandExecutionStatus, sizeof(int), &status, null),
            "clGetEventInfo",
            context.Device.Name);
        return status <= 0;
    }

    private void ReleaseEvent(nint done)
        => OpenClCall.Check(context.Api.ReleaseEvent(done), "clReleaseEvent", context.Device.Name);
}
