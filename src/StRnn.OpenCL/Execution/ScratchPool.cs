using StRnn.OpenCL.Handles;

namespace StRnn.OpenCL.Execution;

/// <summary>
/// Memory that one operation needs and no other after it: one buffer per use, which only grows, so that a step in
/// steady state allocates nothing. Commands run in order, so the next operation may have the same memory at once.
/// </summary>
internal sealed class ScratchPool(MemoryLedger memory)
{
    private readonly ClBuffer?[] _buffers = new ClBuffer?[Enum.GetValues<Scratch>().Length];

    /// <summary>Returns memory of at least so many bytes, of undefined content.</summary>
    public ClBuffer Get(Scratch use, long bytes)
    {
        ref ClBuffer? buffer = ref _buffers[(int)use];
        if (buffer is null || buffer.Bytes < bytes)
        {
            memory.Free(buffer);
            buffer = null;
            buffer = memory.Allocate(bytes, $"scratch ({use})");
        }

        return buffer;
    }

    /// <summary>Frees everything.</summary>
    public void Clear()
    {
        for (int i = 0; i < _buffers.Length; i++)
        {
            memory.Free(_buffers[i]);
            _buffers[i] = null;
        }
    }
}

/// <summary>The purpose of scratch memory; no two of one operation are the same.</summary>
internal enum Scratch
{
    /// <summary>Packed columns.</summary>
    Packed,

    /// <summary>Packed columns of a second operand.</summary>
    PackedToo,

    /// <summary>The sums of a transposed product, strip after strip.</summary>
    Tiles,

    /// <summary>Partial results of a reduction.</summary>
    Partial,

    /// <summary>Columns sorted by the row they use.</summary>
    Uses,

    /// <summary>The begin of each row's uses.</summary>
    Begins,

    /// <summary>Multipliers of a dropout mask.</summary>
    Mask,

    /// <summary>
    /// A gradient along a carry path; of a softmax, the sums of its blocks, beside the maxima in <see cref="Partial"/>.
    /// </summary>
    Carry,
}
