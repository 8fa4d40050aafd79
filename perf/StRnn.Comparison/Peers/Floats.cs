using System.Runtime.InteropServices;
using StRnn.Randomness;

namespace StRnn.Comparison.Peers;

/// <summary>Native floats on a page boundary, uniform in [-0.5, 0.5): a peer's operand.</summary>
internal sealed unsafe class Floats : IDisposable
{
    private const nuint Alignment = 4096;

    public Floats(long length, ulong seed)
    {
        Data = (float*)NativeMemory.AlignedAlloc((nuint)length * sizeof(float), Alignment);
        for (long i = 0; i < length; i++)
        {
            Data[i] = (Philox.Word(seed, 1, 0, (ulong)i) / 4294967296f) - 0.5f;
        }
    }

    public float* Data { get; }

    public void Dispose() => NativeMemory.AlignedFree(Data);
}
